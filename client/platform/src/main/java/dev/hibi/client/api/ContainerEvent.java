package dev.hibi.client.api;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that the cluster tells of a container; only what is an error is listed.
 *
 * @param message what has happened
 * @param details more of it
 */
public record ContainerEvent(
    long tenantId,
    String tenantName,
    String containerName,
    String message,
    String details,
    boolean isError,
    Optional<Instant> firstTimestamp,
    Optional<Instant> lastTimestamp) {}
