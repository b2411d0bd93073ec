package dev.hibi.client.transfer;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that a job has written.
 *
 * @param path below {@code /kqi/output}, with slashes, such as {@code run/model/labels.txt}
 * @param size bytes, when it was listed
 */
public record OutputFile(String path, long size, Optional<Instant> lastModified) {}
