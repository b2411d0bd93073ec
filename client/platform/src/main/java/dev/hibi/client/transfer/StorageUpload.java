package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.UploadApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files on their way to the storage, where they are nothing's until they are registered: with a
 * training ({@code client.training().addFile}), an inference, a preprocessing. {@link DataUpload}
 * does both for data.
 *
 * <p>Sent as {@link DataUpload} sends them. Immutable and thread-safe. Each call uses threads of
 * its own, which have ended when it returns.
 */
public final class StorageUpload {
  private static final int USUAL_CONNECTIONS = 4;

  private final KamonohashiClient client;
  private final String type;
  private final int connections;
  private final long partSize;
  private final TransferListener listener;

  StorageUpload(
      KamonohashiClient client,
      String type,
      int connections,
      long partSize,
      TransferListener listener) {
    this.client = client;
    this.type = type;
    this.connections = connections;
    this.partSize = partSize;
    this.listener = listener;
  }

  /**
   * Uploads of one type.
   *
   * @param type what the files will be of, such as {@link UploadApi#TRAINING_ATTACHED}
   * @param listener hears how far each call is
   */
  public static StorageUpload of(KamonohashiClient client, String type, TransferListener listener) {
    return new StorageUpload(client, type, USUAL_CONNECTIONS, PartPlan.USUAL_PART, listener);
  }

  /**
   * Sends files.
   *
   * @return what to register, in the files' order
   * @throws IOException if one is empty, not there or cannot be read, or changes meanwhile
   * @throws KamonohashiException if the platform or its storage does not do its part
   */
  public List<StoredFile> send(List<Path> paths) throws IOException {
    List<LocalFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(LocalFile.of(path));
    }
    return send(files, UploadJournal.none());
  }

  List<StoredFile> send(List<LocalFile> files, UploadJournal journal) throws IOException {
    Tally progress = new Tally(listener, files.size());
    WorkStack work = new WorkStack();
    List<FileUpload> uploads = new ArrayList<>();
    for (LocalFile file : files) {
      uploads.add(new FileUpload(client, file, type, partSize, journal, progress, work));
    }
    for (int i = uploads.size() - 1; i >= 0; i--) { // so that the first is on top
      work.push(uploads.get(i)::open);
    }
    try {
      work.run(connections, "hibi-upload");
    } finally {
      for (FileUpload upload : uploads) {
        upload.close();
      }
    }
    return uploads.stream().map(FileUpload::stored).toList();
  }
}
