package dev.hibi.client.api;

import java.util.Optional;

/**
 * The source that a container gets.
 *
 * @param gitId the Git endpoint; empty for the tenant's default
 * @param branch empty for {@code master}; does not count where there is a commit
 * @param commitId empty for the branch's latest
 */
public record GitCommit(
    Optional<Long> gitId,
    String repository,
    String owner,
    Optional<String> branch,
    Optional<String> commitId) {

  /** The latest of {@code master}. */
  public static GitCommit of(String owner, String repository) {
    return new GitCommit(Optional.empty(), repository, owner, Optional.empty(), Optional.empty());
  }

  /** Of a Git endpoint. */
  public GitCommit git(long id) {
    return new GitCommit(Optional.of(id), repository, owner, branch, commitId);
  }

  /** The latest of a branch. */
  public GitCommit branch(String name) {
    return new GitCommit(gitId, repository, owner, Optional.of(name), Optional.empty());
  }

  /** This commit. */
  public GitCommit commit(String id) {
    return new GitCommit(gitId, repository, owner, branch, Optional.of(id));
  }

  /**
   * The source that a container has or had.
   *
   * @param url where the commit is shown
   */
  public record Details(
      Optional<Long> gitId,
      String repository,
      String owner,
      String branch,
      String commitId,
      String url) {}
}
