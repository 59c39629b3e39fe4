/** Why a text cannot be split; the reader of the file puts it into the words of its own error. */
export class JsonProblem extends Error {}
