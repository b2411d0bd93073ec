package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Git endpoints, and what is in their repositories. */
public interface GitApi {

  /** The repositories that the user's token shows. */
  @Route("GET /git/{gitId}/repos")
  List<Repository> repositories(long gitId);

  /** The branches of a repository; an owner may have slashes, as in GitLab. */
  @Route("GET /git/{gitId}/repos/{*owner}/{repositoryName}/branches")
  List<Branch> branches(long gitId, String owner, String repositoryName);

  /** The commits of a branch, the latest first. */
  @Route("GET /git/{gitId}/repos/{*owner}/{repositoryName}/commits?branch={branch}&page={page}")
  List<Commit> commits(
      long gitId,
      String owner,
      String repositoryName,
      Optional<String> branch,
      Optional<String> page);

  /** A commit. */
  @Route("GET /git/{gitId}/repos/{*owner}/{repositoryName}/commits/{commitId}")
  Commit commit(long gitId, String owner, String repositoryName, String commitId);

  /** The endpoints of the tenant. */
  @Route("GET /tenant/git/endpoints")
  List<Summary> ofTenant();

  /** All endpoints. */
  @Route("GET /admin/git/endpoints")
  List<Summary> list();

  /** What an endpoint may be. */
  @Route("GET /admin/git/types")
  List<Choice> types();

  /** Adds an endpoint. */
  @Route("POST /admin/git/endpoints")
  Summary create(Create endpoint);

  /** An endpoint. */
  @Route("GET /admin/git/endpoints/{id}")
  Details get(long id);

  /** Changes an endpoint. */
  @Route("PUT /admin/git/endpoints/{id}")
  Summary replace(long id, Create endpoint);

  /** Removes an endpoint that no tenant uses. */
  @Route("DELETE /admin/git/endpoints/{id}")
  void delete(long id);

  /** A repository. */
  record Repository(String owner, String name, String fullName) {}

  /** A branch and its latest commit. */
  record Branch(String branchName, String commitId) {}

  /** A commit; its time is as the server writes it. */
  record Commit(
      String commitId, String committerName, String commitAt, String comment, String display) {}

  /** An endpoint in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<ServiceType> serviceType,
      String repositoryUrl,
      String apiUrl,
      String serviceTypeName) {}

  /** An endpoint. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      Optional<ServiceType> serviceType,
      String repositoryUrl,
      String apiUrl,
      String serviceTypeName,
      boolean isNotEditable) {}

  /** An endpoint as it is to be. */
  record Create(String name, ServiceType serviceType, String apiUrl, String repositoryUrl) {}

  /** What a Git endpoint is. */
  enum ServiceType implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** None. */
    NONE(0),
    /** GitHub. */
    GIT_HUB(1),
    /** A GitLab of one's own. */
    GIT_LAB(2),
    /** gitlab.com. */
    GIT_LAB_COM(3),
    /** GitBucket. */
    GIT_BUCKET(4);

    private final int number;

    ServiceType(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
