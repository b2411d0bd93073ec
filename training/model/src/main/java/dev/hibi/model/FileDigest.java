package dev.hibi.model;

/**
 * What a file must be.
 *
 * @param byteCount its length
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
record FileDigest(long byteCount, String sha256) {}
