package dev.hibi.client.job;

import dev.hibi.client.api.JobStatus;
import java.util.Optional;

/**
 * How an inference, a notebook or a preprocessing is.
 *
 * @param note what the cluster says of it, such as why it is not placed; may be empty
 * @param end how it has ended; empty before
 * @param <D> what the platform tells of it
 */
public record JobLook<D>(JobStatus status, String note, Optional<JobEnd<D>> end) {}
