package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.UploadApi;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way to the storage: addresses for its parts, the parts, the order to join them. New
 * addresses are asked for, and all parts sent again, when the storage does not take the old ones.
 * Thread-safe.
 */
final class FileUpload implements Closeable {
  private static final int MOST_RESTARTS = 2;

  private final KamonohashiClient client;
  private final ObjectStorage storage;
  private final LocalFile local;
  private final String type;
  private final long partSize;
  private final UploadJournal journal;
  private final Tally.Item progress;
  private final WorkStack work;
  private @Nullable FileChannel file;
  private @Nullable Sending current;
  private @Nullable StoredFile stored;
  private int restarts;

  FileUpload(
      KamonohashiClient client,
      LocalFile local,
      String type,
      long partSize,
      UploadJournal journal,
      Tally progress,
      WorkStack work) {
    this.client = client;
    this.storage = ObjectStorage.of(client);
    this.local = local;
    this.type = type;
    this.partSize = partSize;
    this.journal = journal;
    this.progress = progress.item(local.name());
    this.progress.total(local.size());
    this.work = work;
  }

  /** What the file is to be registered as, when it is in the storage. */
  synchronized StoredFile stored() {
    if (stored == null) {
      throw new IllegalStateException("not sent: expected a file in the storage, found none");
    }
    return stored;
  }

  /** Begins, or goes on; the parts become work. */
  synchronized void open() throws IOException {
    Optional<KnownFile> known = journal.known(local);
    Sending sending = known.isPresent() ? resumed(known.get()) : begun();
    current = sending;
    progress.moved(sending.bytes());
    if (known.isPresent() && known.get().complete()) {
      finish(sending);
      return;
    }
    file = FileChannel.open(local.path(), StandardOpenOption.READ);
    push(sending);
  }

  private static Sending resumed(KnownFile known) {
    PartPlan plan = new PartPlan(known.begun().size(), known.begun().partSize());
    return new Sending(
        known.begun().parts().orElseThrow(), plan, new TreeMap<>(known.tags()), true);
  }

  private Sending begun() throws IOException {
    PartPlan plan = PartPlan.of(local.size(), partSize);
    UploadApi.Parts parts = client.uploads().begin(local.name(), plan.count(), type);
    if (parts.uris().size() != plan.count()) {
      throw new KamonohashiException.Malformed(
          "expected %d addresses, found %d".formatted(plan.count(), parts.uris().size()),
          "GET",
          "/api/v2/upload/parameter");
    }
    journal.append(
        new JournalLine.Begun(
                local.name(),
                local.size(),
                local.modifiedMillis(),
                plan.partSize(),
                Optional.of(parts))
            .line());
    return new Sending(parts, plan, new TreeMap<>(), false);
  }

  /**
   * The latest work is the first to be done: so that parts go in order, they are pushed in the
   * other.
   */
  private void push(Sending sending) {
    if (sending.tags().size() == sending.plan().count()) {
      work.push(() -> join(sending));
    }
    for (int part = sending.plan().count() - 1; part >= 0; part--) {
      if (!sending.tags().containsKey(part)) {
        int number = part;
        work.push(() -> send(sending, number));
      }
    }
  }

  private void send(Sending sending, int part) throws IOException {
    if (!isCurrent(sending)) {
      return;
    }
    URI address = sending.parts().uris().get(part);
    String tag;
    try {
      tag = put(sending, part, address);
    } catch (KamonohashiException e) {
      if (!isOfAddress(e, address)) {
        throw e;
      }
      restart(sending, e);
      return;
    }
    if (isLast(sending, part, tag)) {
      join(sending);
    }
  }

  /** A storage may answer that an address is over and hang up, and the answer is lost. */
  private static boolean isOfAddress(KamonohashiException reason, URI address) {
    return StorageAddress.isRefused(reason)
        || (!(reason instanceof KamonohashiException.Storage)
            && StorageAddress.isOver(address, Instant.now()));
  }

  private String put(Sending sending, int part, URI address) throws IOException {
    PartPlan plan = sending.plan();
    RetryPolicy.Attempts attempts = client.retries().begin();
    while (true) {
      FilePart body = new FilePart(channel(), plan.offset(part), plan.length(part), progress);
      try {
        return storage.put(address, body);
      } catch (KamonohashiException e) {
        body.takeBack();
        attempts.failed(e);
      }
    }
  }

  private synchronized FileChannel channel() throws IOException {
    if (file == null) {
      throw new IOException("file closed: expected an open one, found none (" + local.path() + ")");
    }
    return file;
  }

  @SuppressWarnings("ReferenceEquality") // it is this state or an earlier one
  private synchronized boolean isCurrent(Sending sending) {
    return sending == current;
  }

  private synchronized boolean isLast(Sending sending, int part, String tag) throws IOException {
    if (!isCurrent(sending)) {
      progress.moved(-sending.plan().length(part));
      return false;
    }
    sending.tags().put(part, tag);
    journal.append(new JournalLine.Sent(local.name(), part, tag).line());
    progress.report();
    return sending.tags().size() == sending.plan().count();
  }

  private synchronized void restart(Sending sending, KamonohashiException reason)
      throws IOException {
    if (!isCurrent(sending)) {
      return;
    }
    if (restarts++ == MOST_RESTARTS) {
      throw reason;
    }
    progress.moved(-sending.bytes());
    Sending again = begun();
    current = again;
    push(again);
  }

  private void join(Sending sending) throws IOException {
    local.checkUnchanged();
    try {
      complete(sending);
    } catch (KamonohashiException.Status e) {
      if (!sending.resumed() || !e.retryable()) {
        throw e;
      }
      restart(sending, e); // the storage has given the parts up in the meantime
      return;
    }
    journal.append(new JournalLine.Complete(local.name()).line());
    finish(sending);
  }

  /** Lets the addresses go: of many large files they are much. */
  private synchronized void finish(Sending sending) throws IOException {
    stored = new StoredFile(local.name(), sending.parts().storedPath());
    current = null;
    close();
    progress.done();
  }

  /** A failure may hide that the parts were joined, and then they cannot be joined again. */
  private void complete(Sending sending) throws IOException {
    UploadApi.Parts parts = sending.parts();
    UploadApi.Complete order =
        new UploadApi.Complete(sending.numberedTags(), parts.uploadId(), parts.key());
    RetryPolicy.Attempts attempts = client.retries().begin();
    while (true) {
      try {
        client.uploads().complete(order);
        return;
      } catch (KamonohashiException e) {
        if (e.retryable() && isStored(parts)) {
          return;
        }
        attempts.failed(e);
      }
    }
  }

  private boolean isStored(UploadApi.Parts parts) throws IOException {
    try {
      String url =
          client.uploads().downloadUrl(type, parts.storedPath(), local.name(), false).url();
      Fetch probe = Fetch.probe(StorageAddress.of(url, "GET", "/api/v2/download/url"));
      storage.get(probe);
      return probe.found().filter(found -> found.size() == local.size()).isPresent();
    } catch (KamonohashiException e) {
      return false; // the attempt that has failed says why
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
