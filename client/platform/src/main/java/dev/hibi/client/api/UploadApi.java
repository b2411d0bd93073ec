package dev.hibi.client.api;

import java.net.URI;
import java.util.List;

/**
 * Files on their way to and from the storage. {@link dev.hibi.client.transfer.DataUpload} and
 * {@link dev.hibi.client.transfer.Downloads} do all of it by themselves; these are the calls that
 * they are made of.
 */
public interface UploadApi {
  /** Files of data. */
  String DATA = "Data";

  /** Files that a user attaches to a training. */
  String TRAINING_ATTACHED = "TrainingHistoryAttachedFiles";

  /** Files that a user attaches to an inference. */
  String INFERENCE_ATTACHED = "InferenceHistoryAttachedFiles";

  /** What notebooks write to standard output and standard error, by notebook. */
  String NOTEBOOK_LOGS = "NotebookContainerAttachedFiles";

  /**
   * Begins an upload in parts, of which the storage gives no notice if it is never completed.
   *
   * @param fileName whose ending the stored file keeps
   * @param parts how many, 1 to 10,000; each but the last has at least 5 MiB
   * @param type what the file is of, such as {@link #DATA}
   */
  @Route("GET /upload/parameter?fileName={fileName}&partSum={parts}&type={type}")
  Parts begin(String fileName, int parts, String type);

  /** Joins the parts. */
  @Route("POST /upload/complete")
  void complete(Complete upload);

  /**
   * An address to fetch a stored file from.
   *
   * @param type what the file is of
   * @param storedPath as it was uploaded
   * @param fileName what it is to be called
   * @param secure is not heeded: addresses are http
   */
  @Route(
      "GET /download/url?type={type}&storedPath={storedPath}&fileName={fileName}&secure={secure}")
  Address downloadUrl(String type, String storedPath, String fileName, boolean secure);

  /**
   * Where the parts of a file go.
   *
   * @param uris one a part, in order, valid for a day; whoever has one may write there
   * @param partsSum how many
   * @param key in the storage
   * @param storedPath by which the file is registered
   */
  record Parts(
      List<URI> uris,
      int partsSum,
      String uploadId,
      String key,
      String fileName,
      String storedPath) {
    /** Without the addresses. */
    @Override
    public String toString() {
      return "Parts[" + fileName + ", " + partsSum + "]";
    }
  }

  /**
   * An upload whose parts are all there.
   *
   * @param key in the storage
   * @param partETags for each part its number from 1, a plus sign, and what the storage has called
   *     it in {@code ETag}
   */
  record Complete(List<String> partETags, String uploadId, String key) {
    /** Copies the list. */
    public Complete {
      partETags = List.copyOf(partETags);
    }
  }

  /** An address; whoever has it may fetch from there. */
  record Address(String url) {
    /** Without the address. */
    @Override
    public String toString() {
      return "Address[]";
    }
  }
}
