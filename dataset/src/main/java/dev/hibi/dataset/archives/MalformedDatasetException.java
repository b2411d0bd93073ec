package dev.hibi.dataset.archives;

import java.io.IOException;

/** Data that cannot be what it should be. The message ends with the archive, entry or folder. */
public final class MalformedDatasetException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String resource;

  /**
   * A complaint about a resource.
   *
   * @param problem what is wrong: expected, found
   * @param resource the archive, entry or folder, such as {@code train.zip!train/P_00001.jpg}
   */
  public MalformedDatasetException(String problem, String resource) {
    super(problem + " (" + resource + ")");
    this.resource = resource;
  }

  /**
   * A complaint about a resource, with what made it known.
   *
   * @param problem what is wrong: expected, found
   * @param resource the archive, entry or folder, such as {@code train.zip!train/P_00001.jpg}
   * @param cause what the reader threw
   */
  public MalformedDatasetException(String problem, String resource, Throwable cause) {
    super(problem + " (" + resource + ")", cause);
    this.resource = resource;
  }

  /** The archive, entry or folder that is malformed. */
  public String resource() {
    return resource;
  }
}
