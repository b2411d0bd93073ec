package dev.hibi.client.job;

import dev.hibi.client.api.JobStatus;
import java.util.Optional;

/**
 * How a job is.
 *
 * @param note what the cluster says of it, such as why it is not placed; may be empty
 * @param result how it has ended; empty before
 */
public record JobState(JobStatus status, String note, Optional<JobResult> result) {}
