package dev.hibi.client;

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
      Optional<TemplateAccessLevel> accessLevel,
      @SerializedName("createrUserId") long creatorUserId,
      @SerializedName("createrTenantId") long creatorTenantId) {}

  /** A new template. */
  record Create(String name, Optional<String> memo, Optional<TemplateAccessLevel> accessLevel) {}

  /** Changes of a template. */
  record Edit(Change<String> name, Change<String> memo, Change<TemplateAccessLevel> accessLevel) {
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
    public Edit accessLevel(TemplateAccessLevel accessLevel) {
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

  /** A new version; memory in GB. */
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
    /** With what is required alone. */
    public static VersionCreate of(
        String trainingEntryPoint,
        Image trainingContainerImage,
        Source trainingGitModel,
        int trainingCpu,
        int trainingMemory,
        int trainingGpu) {
      return new VersionCreate(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          trainingEntryPoint,
          trainingContainerImage,
          trainingGitModel,
          trainingCpu,
          trainingMemory,
          trainingGpu,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** With preprocess entry point. */
    public VersionCreate preprocessEntryPoint(String preprocessEntryPoint) {
      return new VersionCreate(
          Optional.of(preprocessEntryPoint),
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
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With preprocess container image. */
    public VersionCreate preprocessContainerImage(Image preprocessContainerImage) {
      return new VersionCreate(
          preprocessEntryPoint,
          Optional.of(preprocessContainerImage),
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
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With preprocess git model. */
    public VersionCreate preprocessGitModel(Source preprocessGitModel) {
      return new VersionCreate(
          preprocessEntryPoint,
          preprocessContainerImage,
          Optional.of(preprocessGitModel),
          preprocessCpu,
          preprocessMemory,
          preprocessGpu,
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

    /** With preprocess cpu. */
    public VersionCreate preprocessCpu(int preprocessCpu) {
      return new VersionCreate(
          preprocessEntryPoint,
          preprocessContainerImage,
          preprocessGitModel,
          Optional.of(preprocessCpu),
          preprocessMemory,
          preprocessGpu,
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

    /** With preprocess memory. */
    public VersionCreate preprocessMemory(int preprocessMemory) {
      return new VersionCreate(
          preprocessEntryPoint,
          preprocessContainerImage,
          preprocessGitModel,
          preprocessCpu,
          Optional.of(preprocessMemory),
          preprocessGpu,
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

    /** With preprocess gpu. */
    public VersionCreate preprocessGpu(int preprocessGpu) {
      return new VersionCreate(
          preprocessEntryPoint,
          preprocessContainerImage,
          preprocessGitModel,
          preprocessCpu,
          preprocessMemory,
          Optional.of(preprocessGpu),
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

    /** With evaluation entry point. */
    public VersionCreate evaluationEntryPoint(String evaluationEntryPoint) {
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
          Optional.of(evaluationEntryPoint),
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With evaluation container image. */
    public VersionCreate evaluationContainerImage(Image evaluationContainerImage) {
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
          evaluationEntryPoint,
          Optional.of(evaluationContainerImage),
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With evaluation git model. */
    public VersionCreate evaluationGitModel(Source evaluationGitModel) {
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
          evaluationEntryPoint,
          evaluationContainerImage,
          Optional.of(evaluationGitModel),
          evaluationCpu,
          evaluationMemory,
          evaluationGpu);
    }

    /** With evaluation cpu. */
    public VersionCreate evaluationCpu(int evaluationCpu) {
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
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          Optional.of(evaluationCpu),
          evaluationMemory,
          evaluationGpu);
    }

    /** With evaluation memory. */
    public VersionCreate evaluationMemory(int evaluationMemory) {
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
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          Optional.of(evaluationMemory),
          evaluationGpu);
    }

    /** With evaluation gpu. */
    public VersionCreate evaluationGpu(int evaluationGpu) {
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
          evaluationEntryPoint,
          evaluationContainerImage,
          evaluationGitModel,
          evaluationCpu,
          evaluationMemory,
          Optional.of(evaluationGpu));
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
    /** With what is required alone. */
    public static Source of() {
      return new Source(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    /** With git id. */
    public Source gitId(long gitId) {
      return new Source(Optional.of(gitId), repository, owner, branch, commitId, token);
    }

    /** With repository. */
    public Source repository(String repository) {
      return new Source(gitId, Optional.of(repository), owner, branch, commitId, token);
    }

    /** With owner. */
    public Source owner(String owner) {
      return new Source(gitId, repository, Optional.of(owner), branch, commitId, token);
    }

    /** With branch. */
    public Source branch(String branch) {
      return new Source(gitId, repository, owner, Optional.of(branch), commitId, token);
    }

    /** With commit id. */
    public Source commitId(String commitId) {
      return new Source(gitId, repository, owner, branch, Optional.of(commitId), token);
    }

    /** With token. */
    public Source token(String token) {
      return new Source(gitId, repository, owner, branch, commitId, Optional.of(token));
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
}
