package dev.hibi.client.api;

import com.google.gson.annotations.SerializedName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Aquarium's templates: programs for preprocessing, training and evaluation. */
public interface TemplateApi {

  /** The templates that the tenant may use. */
  @Route("GET /templates?withTotal={withTotal}")
  Page<Summary> list(boolean withTotal);

  /** The templates that the tenant has made. */
  @Route("GET /tenant/templates?withTotal={withTotal}")
  Page<Summary> listOfTenant(boolean withTotal);

  /** Makes a template without versions. */
  @Route("POST /admin/templates")
  Summary create(Create template);

  /** A template. */
  @Route("GET /admin/templates/{id}")
  Summary get(long id);

  /** Changes a template. */
  @Route("PUT /admin/templates/{id}")
  Summary edit(long id, Edit changes);

  /** Deletes a template with its versions. */
  @Route("DELETE /admin/templates/{id}")
  void delete(long id);

  /** The versions of a template. */
  @Route("GET /admin/templates/{id}/versions")
  List<Version> versions(long id);

  /** Adds a version. */
  @Route("POST /admin/templates/{id}/versions")
  Version addVersion(long id, VersionCreate version);

  /** A version with what it runs. */
  @Route("GET /admin/templates/{id}/versions/{versionId}")
  VersionDetails version(long id, long versionId);

  /** Deletes a version. */
  @Route("DELETE /admin/templates/{id}/versions/{versionId}")
  void deleteVersion(long id, long versionId);

  /** A template. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String memo,
      long latestVersion,
      Optional<AccessLevel> accessLevel,
      @SerializedName("createrUserId") long creatorUserId,
      @SerializedName("createrTenantId") long creatorTenantId) {}

  /** A new template. */
  record Create(String name, Optional<String> memo, Optional<AccessLevel> accessLevel) {}

  /** Changes of a template. */
  record Edit(Change<String> name, Change<String> memo, Change<AccessLevel> accessLevel) {
    /** Nothing yet. */
    public static Edit nothing() {
      return new Edit(Change.keep(), Change.keep(), Change.keep());
    }

    /** With name. */
    public Edit name(String name) {
      return new Edit(Change.to(name), memo, accessLevel);
    }

    /** With memo. */
    public Edit memo(String memo) {
      return new Edit(name, Change.to(memo), accessLevel);
    }

    /** Without memo. */
    public Edit clearMemo() {
      return new Edit(name, Change.clear(), accessLevel);
    }

    /** With access level. */
    public Edit accessLevel(AccessLevel accessLevel) {
      return new Edit(name, memo, Change.to(accessLevel));
    }
  }

  /** A version of a template. */
  record Version(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      long version,
      long templateId) {}

  /** A version with what it runs; memory in GB. */
  record VersionDetails(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      long version,
      long templateId,
      String preprocessEntryPoint,
      Optional<SourceDetails> preprocessGitModel,
      Optional<ImageDetails> preprocessContainerImage,
      int preprocessCpu,
      int preprocessMemory,
      int preprocessGpu,
      String trainingEntryPoint,
      Optional<SourceDetails> trainingGitModel,
      Optional<ImageDetails> trainingContainerImage,
      int trainingCpu,
      int trainingMemory,
      int trainingGpu,
      String evaluationEntryPoint,
      Optional<SourceDetails> evaluationGitModel,
      Optional<ImageDetails> evaluationContainerImage,
      int evaluationCpu,
      int evaluationMemory,
      int evaluationGpu) {}

  /** A new version, made of programs; memory in GB. */
  record VersionCreate(
      Optional<String> preprocessEntryPoint,
      Optional<Image> preprocessContainerImage,
      Optional<Source> preprocessGitModel,
      Optional<Integer> preprocessCpu,
      Optional<Integer> preprocessMemory,
      Optional<Integer> preprocessGpu,
      String trainingEntryPoint,
      Image trainingContainerImage,
      Source trainingGitModel,
      int trainingCpu,
      int trainingMemory,
      int trainingGpu,
      Optional<String> evaluationEntryPoint,
      Optional<Image> evaluationContainerImage,
      Optional<Source> evaluationGitModel,
      Optional<Integer> evaluationCpu,
      Optional<Integer> evaluationMemory,
      Optional<Integer> evaluationGpu) {
    /** A version that trains, and neither preprocesses nor evaluates. */
    public static VersionCreate of(Program training) {
      return new VersionCreate(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          training.entryPoint(),
          training.containerImage(),
          training.gitModel(),
          training.cpu(),
          training.memory(),
          training.gpu(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** With a program before the training. */
    public VersionCreate preprocess(Program program) {
      return new VersionCreate(
          Optional.of(program.entryPoint()),
          Optional.of(program.containerImage()),
          Optional.of(program.gitModel()),
          Optional.of(program.cpu()),
          Optional.of(program.memory()),
          Optional.of(program.gpu()),
          trainingEntryPoint,
          trainingContainerImage,
          trainingGitModel,
          trainingCpu,
          trainingMemory,
          trainingGpu,
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With a program after the training. */
    public VersionCreate evaluation(Program program) {
      return new VersionCreate(
          preprocessEntryPoint,
          preprocessContainerImage,
          preprocessGitModel,
          preprocessCpu,
          preprocessMemory,
          preprocessGpu,
          trainingEntryPoint,
          trainingContainerImage,
          trainingGitModel,
          trainingCpu,
          trainingMemory,
          trainingGpu,
          Optional.of(program.entryPoint()),
          Optional.of(program.containerImage()),
          Optional.of(program.gitModel()),
          Optional.of(program.cpu()),
          Optional.of(program.memory()),
          Optional.of(program.gpu()));
    }
  }

  /**
   * What one part of a template runs.
   *
   * @param memory GB (1,000,000,000 bytes)
   */
  record Program(
      String entryPoint, Image containerImage, Source gitModel, int cpu, int memory, int gpu) {
    /** With one CPU core, 1 GB and no GPU. */
    public static Program of(String entryPoint, Image containerImage, Source gitModel) {
      return new Program(entryPoint, containerImage, gitModel, 1, 1, 0);
    }

    /** With so many CPU cores. */
    public Program cpu(int cpu) {
      return new Program(entryPoint, containerImage, gitModel, cpu, memory, gpu);
    }

    /** With so much memory in GB. */
    public Program memory(int memory) {
      return new Program(entryPoint, containerImage, gitModel, cpu, memory, gpu);
    }

    /** With so many GPUs. */
    public Program gpu(int gpu) {
      return new Program(entryPoint, containerImage, gitModel, cpu, memory, gpu);
    }
  }

  /** An image, with the token that its registry wants. */
  record Image(Optional<Long> registryId, String image, String tag, Optional<String> token) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Image[" + image + "]";
    }
  }

  /** An image, with the token that its registry wants. */
  record ImageDetails(
      Optional<Long> registryId,
      String image,
      String tag,
      String registryName,
      String url,
      String token) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "ImageDetails[" + image + "]";
    }
  }

  /** A source, with the token that its Git wants. */
  record Source(
      Optional<Long> gitId,
      Optional<String> repository,
      Optional<String> owner,
      Optional<String> branch,
      Optional<String> commitId,
      Optional<String> token) {
    /** A builder, with what is required. */
    public static Builder builder() {
      return new Builder();
    }

    /** Makes a {@link Source}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private Optional<Long> gitId = Optional.empty();
      private Optional<String> repository = Optional.empty();
      private Optional<String> owner = Optional.empty();
      private Optional<String> branch = Optional.empty();
      private Optional<String> commitId = Optional.empty();
      private Optional<String> token = Optional.empty();

      private Builder() {}

      /** The Git endpoint. */
      public Builder gitId(long gitId) {
        this.gitId = Optional.of(gitId);
        return this;
      }

      /** The repository. */
      public Builder repository(String repository) {
        this.repository = Optional.of(repository);
        return this;
      }

      /** The owner of the repository. */
      public Builder owner(String owner) {
        this.owner = Optional.of(owner);
        return this;
      }

      /** The branch. */
      public Builder branch(String branch) {
        this.branch = Optional.of(branch);
        return this;
      }

      /** The commit. */
      public Builder commitId(String commitId) {
        this.commitId = Optional.of(commitId);
        return this;
      }

      /** A token of the registry or Git. */
      public Builder token(String token) {
        this.token = Optional.of(token);
        return this;
      }

      /** What was set. */
      public Source build() {
        return new Source(gitId, repository, owner, branch, commitId, token);
      }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Source[" + repository + "]";
    }
  }

  /** A source, with the token that its Git wants. */
  record SourceDetails(
      Optional<Long> gitId,
      String repository,
      String owner,
      String branch,
      String commitId,
      String url,
      String token) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "SourceDetails[" + repository + "]";
    }
  }

  /** Who may use a template. */
  enum AccessLevel implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** Nobody. */
    DISABLED(0),
    /** The tenant that has made it. */
    PRIVATE(1),
    /** All tenants. */
    PUBLIC(2);

    private final int number;

    AccessLevel(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
