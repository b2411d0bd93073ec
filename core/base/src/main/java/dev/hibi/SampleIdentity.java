package dev.hibi;

/**
 * What a sample is, wherever it lies: so that a run that goes on can tell which samples are no
 * longer what they were.
 *
 * @param path its name within the data, such as the path in an archive; the same wherever the
 *     archive lies
 * @param byteCount length of its file
 * @param digest changes with the file's content, such as a CRC-32 in hex
 */
public record SampleIdentity(String path, long byteCount, String digest) {}
