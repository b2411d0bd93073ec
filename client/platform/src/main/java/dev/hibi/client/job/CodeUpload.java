package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.DataApi.DataFile;
import dev.hibi.client.transfer.DataUpload;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Source code that goes to a job as data, without Git: packed, uploaded as data of one file, and
 * unpacked over {@code /kqi/git} before the entry point is run, from {@code /kqi/raw}, where the
 * platform mounts all data of the tenant.
 *
 * <pre>{@code
 * CodeUpload code = CodeUpload.send(client, "cracks", LocalCode.changes(Path.of(".")));
 * TrainingJob job = TrainingJob.start(client, code.in(request));
 * }</pre>
 *
 * <p>The platform clones a repository all the same, so the request names one; for a whole folder it
 * may be any. The container needs {@code tar} and {@code gzip}. The data stay until they are
 * deleted: the job of a copied request needs them too.
 *
 * @param dataId the data
 * @param storedPath of its file, below {@code /kqi/raw}
 * @param code what was sent
 */
public record CodeUpload(long dataId, String storedPath, LocalCode code) {
  private static final String DELETED = ".hibi-deleted";
  private static final String AREA = "/Data/";

  /**
   * Packs and uploads source code.
   *
   * @param name of the data
   * @throws IOException if there is nothing to send or a file cannot be read
   * @throws KamonohashiException if platform or storage fail
   */
  public static CodeUpload send(KamonohashiClient client, String name, LocalCode code)
      throws IOException {
    if (code.isEmpty()) {
      throw new IOException("nothing to send: expected files, found none (" + code.root() + ")");
    }
    Path folder = Files.createTempDirectory("hibi-code");
    Path archive = folder.resolve("code.tar.gz");
    try {
      pack(code, archive);
      long id =
          DataUpload.builder(client, name)
              .memo("source code of a job")
              .tags(List.of("code"))
              .file(archive)
              .build()
              .run();
      return new CodeUpload(id, storedPath(client, id), code);
    } finally {
      Files.deleteIfExists(archive);
      Files.delete(folder);
    }
  }

  private static void pack(LocalCode code, Path archive) throws IOException {
    try (TarArchive tar = new TarArchive(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      for (String file : code.files()) {
        tar.add(file, code.root().resolve(file));
      }
      if (!code.deleted().isEmpty()) {
        String names = String.join("\0", code.deleted()) + "\0";
        tar.add(DELETED, names.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** The address of a data file ends in the path by which the storage and its mounts have it. */
  private static String storedPath(KamonohashiClient client, long id) {
    DataFile file = client.data().files(id, true).get(0);
    String path = URI.create(file.url()).getPath();
    int area = path.lastIndexOf(AREA);
    if (area < 0) {
      throw new KamonohashiException.Malformed(
          "expected an address with " + AREA + ", found another", "GET", "/data/" + id + "/files");
    }
    return path.substring(area + AREA.length());
  }

  /** A request whose job runs this code. */
  public TrainingRequest in(TrainingRequest request) {
    TrainingRequest.Builder changed = request.toBuilder();
    code.commit().ifPresent(changed::commit);
    String unpack =
        "tar -xzof \"${KQI_ROOT:-}\"/kqi/raw/'%s' && ".formatted(storedPath.replace("'", "'\\''"));
    String delete = code.deleted().isEmpty() ? "" : "xargs -0 rm -f -- < %s && ".formatted(DELETED);
    return changed.entryPoint(unpack + delete + request.create().entryPoint()).build();
  }
}
