package dev.hibi.dataset.audit;

/**
 * Something that is wrong with one image.
 *
 * @param image which
 * @param reason in words
 */
public record Finding(AuditedImage image, String reason) {}
