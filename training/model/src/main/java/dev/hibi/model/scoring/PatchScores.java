package dev.hibi.model.scoring;

/**
 * What a {@link PatchBank} says of one image.
 *
 * @param image its score, at least 0; the larger, the less ordinary
 * @param map each patch's distance to the bank
 */
record PatchScores(float image, PatchMap map) {}
