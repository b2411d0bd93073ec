package dev.hibi.model.scoring;

/**
 * How well a model knows images like this one: shown beside what it says of it, never instead. A
 * real crack on a new wall is unfamiliar, too.
 *
 * @param distance to the k-th nearest of the bank's rows, 0 to 2
 * @param share of the bank's own images, each looked at as if its group were new, that lie as far
 *     from the others or farther, 0 to 1: near 0.5 for an ordinary image, near 0 for a strange one
 * @param isUnfamiliar whether the distance is above the bank's threshold
 */
public record Familiarity(double distance, double share, boolean isUnfamiliar) {}
