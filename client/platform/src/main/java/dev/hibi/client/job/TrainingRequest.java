package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.KeyValue;
import dev.hibi.client.api.TrainingApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A training job to be started, checked as far as it can be without the server.
 *
 * <pre>{@code
 * TrainingRequest request =
 *     TrainingRequest.builder("cracks")
 *         .image("library/eclipse-temurin", "17-jre")
 *         .dataSet(dataSet.id())
 *         .repository("inspection", "cracks")
 *         .entryPoint("./hibi train --kqi")
 *         .cpu(4)
 *         .memoryGb(16)
 *         .build();
 * TrainingJob job = TrainingJob.start(client, request);
 * }</pre>
 *
 * <p>Each request has a submission id, which goes with the job as the option {@value
 * #SUBMISSION_ID}: by it a job is found again whose start was never answered.
 *
 * <p>Immutable and thread-safe.
 */
public final class TrainingRequest {
  /** The option that holds the submission id. */
  public static final String SUBMISSION_ID = "HIBI_SUBMISSION_ID";

  private final TrainingApi.Create create;
  private final String submissionId;

  private TrainingRequest(TrainingApi.Create create, String submissionId) {
    this.create = create;
    this.submissionId = submissionId;
  }

  /**
   * A request for a new job.
   *
   * @param name of the job, not empty
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * A request for a job like another one, which may be changed before it is built: the same commit,
   * image, data set, options, resources. Its submission id is new.
   *
   * @throws KamonohashiException if the other job cannot be read
   * @throws IllegalArgumentException if its data set was deleted
   */
  public static Builder copyOf(KamonohashiClient client, long trainingId) {
    TrainingApi.Details job = client.training().get(trainingId);
    Builder copy =
        builder(job.name())
            .entryPoint(job.entryPoint())
            .cpu(job.cpu())
            .memoryGb(job.memory())
            .gpu(job.gpu())
            .memo(job.memo())
            .tags(job.tags())
            .zip(job.zip())
            .localDataSet(job.localDataSet());
    long dataSet =
        job.dataSet()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "cannot be copied: expected a data set, found none (training %d)"
                            .formatted(trainingId)))
            .id();
    copy.dataSet(dataSet);
    job.containerImage()
        .ifPresent(i -> copy.image(new Container.Image(i.registryId(), i.image(), i.tag())));
    job.gitModel().ifPresent(git -> copy.source(source(git)));
    if (!job.partition().isEmpty()) {
      copy.partition(job.partition());
    }
    for (KeyValue option : job.options()) {
      if (RequestRules.isOwn(option.key())) {
        copy.option(option.key(), option.value());
      }
    }
    job.ports().forEach(copy::port);
    job.parents().forEach(parent -> copy.parent(parent.id()));
    return copy;
  }

  private static GitCommit source(GitCommit.Details git) {
    return new GitCommit(
        git.gitId(), git.repository(), git.owner(), present(git.branch()), present(git.commitId()));
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** A builder that makes this request, with the same submission id. */
  public Builder toBuilder() {
    return new Builder(this, name());
  }

  /** A builder that makes this request under another name, with the same submission id. */
  public Builder toBuilder(String name) {
    return new Builder(this, name);
  }

  /** The job's name. */
  public String name() {
    return create.name();
  }

  /** What tells this request's job from others, also those of the same name. */
  public String submissionId() {
    return submissionId;
  }

  /** The job's environment, without the submission id. */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>(create.options());
    options.remove(SUBMISSION_ID);
    return options;
  }

  /** What the server is sent. */
  public TrainingApi.Create create() {
    return create;
  }

  /** The name and the submission id; options may be secret. */
  @Override
  public String toString() {
    return "TrainingRequest[" + name() + ", " + submissionId + "]";
  }

  /** Makes a {@link TrainingRequest}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private Container.@Nullable Image image;
    private @Nullable Long registry;
    private @Nullable Long dataSet;
    private @Nullable GitCommit source;
    private String entryPoint = "";
    private int cpu = 1;
    private int memoryGb = 1;
    private int gpu;
    private @Nullable String partition;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Long> parents = new ArrayList<>();
    private String memo = "";
    private List<String> tags = List.of();
    private boolean zip;
    private boolean localDataSet;
    private String submissionId = UUID.randomUUID().toString();

    private Builder(String name) {
      this.name = Objects.requireNonNull(name);
    }

    private Builder(TrainingRequest request, String name) {
      TrainingApi.Create create = request.create;
      this.name = name;
      this.image = create.containerImage();
      this.dataSet = create.dataSetId();
      this.source = create.gitModel();
      this.entryPoint = create.entryPoint();
      this.cpu = create.cpu();
      this.memoryGb = create.memory();
      this.gpu = create.gpu();
      this.partition = create.partition().orElse(null);
      this.options.putAll(request.options());
      this.ports.addAll(create.ports());
      this.parents.addAll(create.parentIds());
      this.memo = create.memo();
      this.tags = create.tags();
      this.zip = create.zip();
      this.localDataSet = create.localDataSet();
      this.submissionId = request.submissionId;
    }

    /** The image, of the tenant's default registry. Required. */
    public Builder image(String image, String tag) {
      return image(Container.Image.of(image, tag));
    }

    /** The image. */
    public Builder image(Container.Image image) {
      this.image = image;
      return this;
    }

    /** The image's registry. Default: the tenant's. */
    public Builder registry(long registryId) {
      this.registry = registryId;
      return this;
    }

    /** The data set, which is locked from then on. Required. */
    public Builder dataSet(long dataSetId) {
      this.dataSet = dataSetId;
      return this;
    }

    /** The source: the latest of {@code master}, if nothing else is said. Required. */
    public Builder repository(String owner, String repository) {
      return source(GitCommit.of(owner, repository));
    }

    /** The source. */
    public Builder source(GitCommit source) {
      this.source = source;
      return this;
    }

    /** The Git endpoint of the source. Default: the tenant's. */
    public Builder git(long gitId) {
      return source(repositoryFirst("git").git(gitId));
    }

    /** The latest of a branch of the source. Default: {@code master}. */
    public Builder branch(String branch) {
      return source(repositoryFirst("branch").branch(branch));
    }

    /** The commit of the source. Default: the branch's latest. */
    public Builder commit(String commit) {
      return source(repositoryFirst("commit").commit(commit));
    }

    private GitCommit repositoryFirst(String what) {
      if (source == null) {
        throw new IllegalStateException("no repository: expected one before the " + what);
      }
      return source;
    }

    /** What is run, by a shell in {@code /kqi/git}. Required. */
    public Builder entryPoint(String command) {
      this.entryPoint = Objects.requireNonNull(command);
      return this;
    }

    /** CPU cores, at least 1. Default: 1. */
    public Builder cpu(int cores) {
      this.cpu = cores;
      return this;
    }

    /** Memory in GB (1,000,000,000 bytes), at least 1. Default: 1. */
    public Builder memoryGb(int memory) {
      this.memoryGb = memory;
      return this;
    }

    /** GPUs. Default: 0. */
    public Builder gpu(int gpus) {
      this.gpu = gpus;
      return this;
    }

    /** The part of the cluster. Default: any. */
    public Builder partition(String partition) {
      this.partition = partition;
      return this;
    }

    /** A variable of the job's environment; again for another, or for another value. */
    public Builder option(String name, String value) {
      this.options.put(name, value);
      return this;
    }

    /** Variables of the job's environment, beside those that were set before. */
    public Builder options(Map<String, String> options) {
      this.options.putAll(options);
      return this;
    }

    /** A port of the container that the cluster opens, 1 to 65535; again for another. */
    public Builder port(int port) {
      this.ports.add(port);
      return this;
    }

    /** A job whose output is mounted in {@code /kqi/parent}; again for another. */
    public Builder parent(long trainingId) {
      this.parents.add(trainingId);
      return this;
    }

    /** A memo. */
    public Builder memo(String memo) {
      this.memo = Objects.requireNonNull(memo);
      return this;
    }

    /** Tags: each without commas, not beginning with one of {@code ! = < >}. */
    public Builder tags(List<String> tags) {
      this.tags = List.copyOf(tags);
      return this;
    }

    /** Whether the output is also kept as a zip file. Default: no. */
    public Builder zip(boolean zip) {
      this.zip = zip;
      return this;
    }

    /** Whether the data set is copied to the node. Default: no, it is linked. */
    public Builder localDataSet(boolean localDataSet) {
      this.localDataSet = localDataSet;
      return this;
    }

    /**
     * What tells this job from others. Default: a random UUID. With one of its own, a program that
     * was killed finds its jobs again ({@link TrainingJob#find}).
     */
    public Builder submissionId(String id) {
      this.submissionId = Objects.requireNonNull(id);
      return this;
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException if something is missing or not as the platform takes it
     */
    public TrainingRequest build() {
      RequestRules.check(!name.isBlank(), "name", "a text", name);
      RequestRules.check(image != null, "image", "one", "none");
      RequestRules.check(dataSet != null, "data set", "one", "none");
      RequestRules.check(source != null, "repository", "one", "none");
      RequestRules.check(!entryPoint.isBlank(), "entry point", "a command", "none");
      RequestRules.check(cpu >= 1, "number of CPU cores", "at least 1", cpu);
      RequestRules.check(memoryGb >= 1, "memory in GB", "at least 1", memoryGb);
      RequestRules.check(gpu >= 0, "number of GPUs", "at least 0", gpu);
      RequestRules.check(!submissionId.isBlank(), "submission id", "a text", submissionId);
      RequestRules.checkOptions(options.keySet());
      ports.forEach(RequestRules::checkPort);
      tags.forEach(RequestRules::checkTag);
      return new TrainingRequest(create(), submissionId);
    }

    private TrainingApi.Create create() {
      Map<String, String> all = new LinkedHashMap<>(options);
      all.put(SUBMISSION_ID, submissionId);
      Container.Image from = Objects.requireNonNull(image);
      return new TrainingApi.Create(
          name,
          registry == null ? from : from.registry(registry),
          Objects.requireNonNull(dataSet),
          parents.stream().distinct().toList(),
          Objects.requireNonNull(source),
          entryPoint,
          all,
          cpu,
          memoryGb,
          gpu,
          Optional.ofNullable(partition),
          ports.stream().distinct().toList(),
          memo,
          tags,
          zip,
          localDataSet);
    }
  }
}
