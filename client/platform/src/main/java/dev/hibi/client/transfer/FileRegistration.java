package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.DataApi.AddFiles;
import dev.hibi.client.api.DataApi.DataFile;
import dev.hibi.client.api.DataApi.StoredFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes files in the storage files of a record, in requests that are not too long. */
final class FileRegistration {
  private static final int MOST_FILES = 5000;

  /** What a server before the platform's may take is 1 MB. */
  private static final int MOST_BYTES = 700_000;

  private static final int BYTES_BESIDE_NAMES = 40;

  private final KamonohashiClient client;
  private final long dataId;

  FileRegistration(KamonohashiClient client, long dataId) {
    this.client = client;
    this.dataId = dataId;
  }

  /**
   * Registers files, but for those that are.
   *
   * @param begun whether an earlier attempt may have registered some
   */
  void register(List<StoredFile> files, boolean begun) {
    for (List<StoredFile> batch : batches(begun ? missing(files) : files)) {
      registerBatch(batch);
    }
  }

  /** A failure may hide that the files were registered, and then they cannot be again. */
  private void registerBatch(List<StoredFile> batch) {
    List<StoredFile> rest = batch;
    RetryPolicy.Attempts attempts = client.retries().begin();
    while (!rest.isEmpty()) {
      try {
        client.data().addFiles(dataId, new AddFiles(rest));
        return;
      } catch (KamonohashiException e) {
        attempts.failed(e);
        rest = missing(rest);
      }
    }
  }

  private List<StoredFile> missing(List<StoredFile> files) {
    Set<String> there = names();
    return files.stream().filter(file -> !there.contains(file.fileName())).toList();
  }

  /** Of the files that the record has. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    for (DataFile file : client.data().files(dataId, false)) {
      names.add(file.fileName());
    }
    return names;
  }

  static List<List<StoredFile>> batches(List<StoredFile> files) {
    List<List<StoredFile>> batches = new ArrayList<>();
    List<StoredFile> batch = new ArrayList<>();
    int bytes = 0;
    for (StoredFile file : files) {
      int more = bytes(file);
      if (batch.size() == MOST_FILES || (bytes + more > MOST_BYTES && !batch.isEmpty())) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(file);
      bytes += more;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static int bytes(StoredFile file) {
    String names = file.fileName() + file.storedPath();
    return names.getBytes(StandardCharsets.UTF_8).length + BYTES_BESIDE_NAMES;
  }
}
