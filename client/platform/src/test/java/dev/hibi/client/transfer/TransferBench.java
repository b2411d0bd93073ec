package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/** A platform, its storage and the link to it, with files to try them on. */
final class TransferBench implements AutoCloseable {
  static final int MIB = 1 << 20;

  private final Path folder;
  private final S3Storage storage;
  private final FaultyLink link;
  private final PlatformDouble platform;

  TransferBench(Path folder) throws Exception {
    this.folder = folder;
    storage = new S3Storage(Files.createDirectory(folder.resolve("storage")));
    link = new FaultyLink(storage.port());
    platform = new PlatformDouble(storage, link);
  }

  PlatformDouble platform() {
    return platform;
  }

  FaultyLink link() {
    return link;
  }

  KamonohashiClient client() {
    return platform.client().build();
  }

  DataUpload.Builder upload(String name) {
    return DataUpload.builder(client(), name).partSize(5L * MIB);
  }

  /** A file of bytes that differ all over. */
  Path file(String name, int size) throws IOException {
    return Files.write(folder.resolve(name), bytes(size));
  }

  /** Another content for a file of data that are there. */
  void replace(long id, String name, byte[] content) {
    try {
      platform.add(id, name, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  static String sha256(Path file) throws Exception {
    return sha256(Files.newInputStream(file));
  }

  /** Of what the storage has of a file that was registered. */
  String stored(long id, String name) throws Exception {
    return sha256(storage.get("Data/" + platform.filesOf(id).get(name)));
  }

  static String sha256(InputStream content) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(content, digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    platform.close();
    link.close();
    storage.close();
  }
}
