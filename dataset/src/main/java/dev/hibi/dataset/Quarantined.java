package dev.hibi.dataset;

import dev.hibi.dataset.archives.Sample;

/**
 * An image that was left out.
 *
 * @param sample where it lies
 * @param reason what is wrong: expected, found (where)
 */
public record Quarantined(Sample sample, String reason) {}
