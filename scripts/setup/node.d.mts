/** The Node that runs the program. Throws a SetupError when none is new enough. */
export function findNode(root: string): string;

/** Whether a version such as `v24.21.0` runs everything here. */
export function isNewEnough(version: string): boolean;
