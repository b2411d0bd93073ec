package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.transfer.FaultyLink.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class DataUploadTest {
  @TempDir private Path folder;
  private TransferBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new TransferBench(folder);
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  @Test
  void filesOfSeveralPartsArriveByteForByte() throws Exception {
    Path large = bench.file("large.bin", 12 * TransferBench.MIB + 345);
    Path small = bench.file("small.txt", 1);

    long id = bench.upload("bridge").files(List.of(large, small)).build().run();

    assertThat(bench.platform().data()).containsOnlyKeys(id);
    assertThat(bench.stored(id, "large.bin")).isEqualTo(TransferBench.sha256(large));
    assertThat(bench.stored(id, "small.txt")).isEqualTo(TransferBench.sha256(small));
    assertThat(bench.link().heads())
        .hasSize(4)
        .allSatisfy(
            head ->
                assertThat(head)
                    .contains("Content-Type: application/x-www-form-urlencoded")
                    .doesNotContain("Authorization")
                    .doesNotContain("planted-token"));
  }

  @ParameterizedTest
  @CsvSource({
    "CUT_REQUEST, 100000",
    "CUT_REQUEST, 0",
    "CUT_ANSWER, -1",
    "STATUS, 500",
    "STATUS, 503",
    "STATUS, 429",
    "STATUS, 400", // RequestTimeout
    "HANG_UP, 500"
  })
  void whatMayPassIsTriedAgain(Fault fault, int number) throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    bench.link().fault("partNumber=1&", fault, number, 2);
    bench.link().fault("partNumber=3&", fault, number, 1);

    long id = bench.upload("bridge").file(file).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.link().heads()).hasSize(6);
  }

  @Test
  void aStorageThatSaysNothingIsAskedAgain() throws Exception {
    Path file = bench.file("bridge.bin", 1000);
    bench.link().fault("partNumber=1&", Fault.STALL, 0, 1);
    KamonohashiClient client = bench.platform().client().timeout(Duration.ofMillis(500)).build();

    long id = DataUpload.builder(client, "bridge").file(file).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
  }

  @Test
  void aSlowStorageIsWaitedFor() throws Exception {
    Path file = bench.file("bridge.bin", 10 * TransferBench.MIB);
    bench.link().slow(10L * TransferBench.MIB / 4);
    KamonohashiClient client = bench.platform().client().timeout(Duration.ofSeconds(3)).build();

    long id = DataUpload.builder(client, "bridge").file(file).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.link().heads()).hasSize(1);
  }

  @Test
  void addressesThatAreOverAreExchangedAndAllPartsSentAgain() throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    bench.platform().expire(1);

    long id = bench.upload("bridge").file(file).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.platform().requests()).filteredOn("GET /upload/parameter"::equals).hasSize(2);
  }

  @Test
  void addressesThatAreAlwaysOverEndTheUploadAndLeaveNothing() throws Exception {
    Path file = bench.file("bridge.bin", 1000);
    bench.platform().expire(100);

    assertThatThrownBy(() -> bench.upload("bridge").file(file).build().run())
        .isInstanceOf(KamonohashiException.Storage.class)
        .hasMessageMatching(
            "storage trouble: expected success, found status 403 AccessDenied "
                + "\\(PUT http://127.0.0.1:[0-9]+/platypus/Data/guid-[0-9]+.bin\\)");
    assertThat(bench.platform().data()).isEmpty();
  }

  @Test
  void aStorageThatStaysDownEndsTheUploadAndLeavesNothing() throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    bench.link().fault("partNumber=2&", Fault.STATUS, 500, 4);

    assertThatThrownBy(() -> bench.upload("bridge").file(file).build().run())
        .isInstanceOf(KamonohashiException.Storage.class)
        .hasMessageMatching(
            "storage trouble: expected success, found status 500 Planted "
                + "\\(PUT http://127.0.0.1:[0-9]+/platypus/Data/guid-[0-9]+.bin\\)");
    assertThat(bench.platform().data()).isEmpty();
    assertThat(bench.platform().requests()).last().isEqualTo("DELETE /data/5");
  }

  @Test
  void anUploadThatHasFailedGoesOnWithItsResumeFile() throws Exception {
    Path file = bench.file("bridge.bin", 18 * TransferBench.MIB);
    Path resume = folder.resolve("resume");
    DataUpload upload = bench.upload("bridge").file(file).connections(1).resumeFile(resume).build();
    bench.link().fault("partNumber=3&", Fault.STATUS, 500, 4);
    assertThatThrownBy(upload::run).isInstanceOf(KamonohashiException.Storage.class);
    bench.link().heads().clear();

    long id = upload.run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.platform().data()).containsOnlyKeys(id);
    assertThat(bench.link().heads()).hasSize(2);
    assertThat(resume).doesNotExist();
  }

  @Test
  void anUploadWhoseProcessWasKilledGoesOnInAnother() throws Exception {
    Path file = bench.file("bridge.bin", 18 * TransferBench.MIB);
    Path resume = folder.resolve("resume");
    bench.link().slow(10L * TransferBench.MIB);
    Process process =
        TransferProcess.start(bench.platform(), "upload", file.toString(), resume.toString());
    TransferProcess.awaitLines(resume, 6); // upload, making, made, begun, sent, sent
    process.destroyForcibly().waitFor();
    bench.link().slow(Long.MAX_VALUE);
    bench.link().awaitQuiet();
    bench.link().heads().clear();

    long id = bench.upload("killed").file(file).resumeFile(resume).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.platform().data()).containsOnlyKeys(id);
    assertThat(bench.link().heads())
        .isNotEmpty()
        .noneMatch(head -> head.contains("partNumber=1&") || head.contains("partNumber=2&"));
  }

  @Test
  void aLineThatWasCutOffDoesNotCount() throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    Path resume = interrupted(file);
    Files.writeString(resume, "{\"sent\":{\"file\":\"bridge.bin\",\"pa", StandardOpenOption.APPEND);

    long id = bench.upload("bridge").file(file).resumeFile(resume).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.link().heads()).hasSize(2);
  }

  @Test
  void aFileThatHasChangedSinceIsSentAnew() throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    Path resume = interrupted(file);
    Files.write(file, TransferBench.bytes(6 * TransferBench.MIB));

    long id = bench.upload("bridge").file(file).resumeFile(resume).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.link().heads()).hasSize(2);
  }

  @Test
  void aResumeFileOfOtherFilesIsRefusedAndStays() throws Exception {
    Path resume = interrupted(bench.file("bridge.bin", 11 * TransferBench.MIB));
    Path other = bench.file("other.bin", 10);

    assertThatThrownBy(() -> bench.upload("bridge").file(other).resumeFile(resume).build().run())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad resume file: expected an upload of [other.bin], found one of [bridge.bin] (%s)",
            resume);
    assertThat(resume).isNotEmptyFile();
  }

  @Test
  void anUploadWhoseRecordIsGoneBeginsAgain() throws Exception {
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    Path resume = interrupted(file);
    bench.platform().data().clear();

    long id = bench.upload("bridge").file(file).resumeFile(resume).build().run();

    assertThat(bench.stored(id, "bridge.bin")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.platform().data()).containsOnlyKeys(id);
  }

  /** An upload of three parts that has ended after the first. */
  private Path interrupted(Path file) throws IOException {
    Path resume = folder.resolve("resume");
    DataUpload upload = bench.upload("bridge").file(file).connections(1).resumeFile(resume).build();
    bench.link().fault("partNumber=2&", Fault.STATUS, 500, 4);
    assertThatThrownBy(upload::run).isInstanceOf(KamonohashiException.Storage.class);
    bench.link().heads().clear();
    return resume;
  }

  @Test
  void aResumeFileIsOfOneUploadAtATime() throws Exception {
    Path resume = folder.resolve("resume");
    String server = bench.platform().uri().toString();
    DataUpload upload = bench.upload("bridge").file(bench.file("a", 10)).resumeFile(resume).build();

    try (UploadJournal journal = UploadJournal.open(resume, server, "new data 'bridge'")) {
      assertThat(journal.dataId()).isEmpty();
      assertThatThrownBy(upload::run)
          .isInstanceOf(IOException.class)
          .hasMessage("resume file in use: expected no other upload, found one (%s)", resume);
    }
    assertThat(bench.platform().requests()).isEmpty();
  }

  @Test
  void aResumeFileIsOfOneUploadOfAllProcesses() throws Exception {
    Path resume = folder.resolve("resume");
    Path file = bench.file("a", 10);
    String server = bench.platform().uri().toString();
    UploadJournal.open(resume, server, "new data 'killed'").close();

    try (UploadJournal journal = UploadJournal.open(resume, server, "new data 'killed'")) {
      assertThat(journal.dataId()).isEmpty();
      Process other =
          TransferProcess.startPiped(
              bench.platform(), "upload", file.toString(), resume.toString());
      String said = new String(other.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(other.waitFor()).isNotZero();
      assertThat(said)
          .contains("resume file in use: expected no other upload, found one (" + resume + ")");
    }
    assertThat(bench.platform().requests()).isEmpty();
  }

  @Test
  void manyFilesAreRegisteredInBatches() {
    List<DataApi.StoredFile> files =
        IntStream.range(0, 7000).mapToObj(i -> new DataApi.StoredFile("f" + i, "s" + i)).toList();
    bench.platform().silence("POST /data/3/files", 1);

    new FileRegistration(bench.client(), 3).register(files, false);

    assertThat(bench.platform().filesOf(3)).hasSize(7000);
    assertThat(bench.platform().requests())
        .containsExactly("POST /data/3/files", "GET /data/3/files", "POST /data/3/files");
  }

  @Test
  void onlyItsOwnerReadsAResumeFile() throws Exception {
    Path resume = folder.resolve("resume");
    bench.link().fault("partNumber=1&", Fault.STATUS, 403, 3);

    assertThatThrownBy(
            () -> bench.upload("bridge").file(bench.file("a", 10)).resumeFile(resume).build().run())
        .isInstanceOf(KamonohashiException.Storage.class);

    assertThat(Files.getPosixFilePermissions(resume))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void aResumeFileOfAnotherUploadIsRefused() throws Exception {
    Path resume = folder.resolve("resume");
    Path file = bench.file("a", 10);
    bench.link().fault("partNumber=1&", Fault.STATUS, 500, 4);
    assertThatThrownBy(() -> bench.upload("bridge").file(file).resumeFile(resume).build().run())
        .isInstanceOf(KamonohashiException.Storage.class);

    assertThatThrownBy(() -> bench.upload("road").file(file).resumeFile(resume).build().run())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad resume file: expected version 1 to new data 'road' on %s, "
                + "found version 1 to new data 'bridge' on %s (%s)",
            bench.platform().uri(), bench.platform().uri(), resume);
  }

  @Test
  void aFileThatIsNoResumeFileIsLeftAlone() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes"), "my notes\n");

    assertThatThrownBy(
            () -> bench.upload("bridge").file(bench.file("a", 10)).resumeFile(notes).build().run())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad resume file: expected the journal of an upload, found another text in line 1 (%s)",
            notes);
    assertThat(notes).hasContent("my notes");
  }

  @Test
  void emptyFilesAreRefusedBeforeAnythingIsMade() throws Exception {
    Path empty = bench.file("empty.bin", 0);
    DataUpload upload = bench.upload("bridge").files(List.of(bench.file("a", 1), empty)).build();

    assertThatThrownBy(upload::run)
        .isInstanceOf(IOException.class)
        .hasMessage("empty file: expected at least 1 byte, found 0 (%s)", empty);
    assertThat(bench.platform().requests()).isEmpty();
  }

  @Test
  void filesOfOneNameAreRefused() {
    DataUpload.Builder upload =
        bench.upload("bridge").files(List.of(Path.of("a", "x.png"), Path.of("b", "x.png")));

    assertThatThrownBy(upload::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad files: expected different names, found 'x.png' twice (%s)", Path.of("b", "x.png"));
  }

  @Test
  void namesThatDataHaveAreRefusedBeforeAnythingIsSent() throws Exception {
    bench.platform().add(3, "a.bin", new byte[1]);
    Path file = bench.file("a.bin", 10);

    assertThatThrownBy(() -> DataUpload.builder(bench.client(), 3).file(file).build().run())
        .isInstanceOf(IOException.class)
        .hasMessage("bad file: expected a name that data 3 do not have, found 'a.bin'");
    assertThat(bench.platform().requests()).containsExactly("GET /data/3/files");
    assertThat(bench.platform().data()).containsKey(3L);
  }

  @Test
  void filesAreAddedToDataThatAreThere() throws Exception {
    bench.platform().add(3, "a.bin", new byte[1]);
    Path file = bench.file("b.bin", 10);

    long id = DataUpload.builder(bench.client(), 3).file(file).build().run();

    assertThat(id).isEqualTo(3);
    assertThat(bench.stored(3, "b.bin")).isEqualTo(TransferBench.sha256(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /upload/complete", "POST /data/5/files"})
  void anOrderThatWasCarriedOutUnheardIsNotGivenAgain(String order) throws Exception {
    Path file = bench.file("a", 1000);
    bench.platform().silence(order, 1);

    long id = bench.upload("bridge").file(file).build().run();

    assertThat(bench.stored(id, "a")).isEqualTo(TransferBench.sha256(file));
    assertThat(bench.platform().requests()).filteredOn(order::equals).hasSize(1);
  }

  @Test
  void aRecordIsNeverMadeTwice() throws Exception {
    Path file = bench.file("a", 1000);
    bench.platform().silence("POST /data", 1);

    bench.upload("bridge").file(file).build().run();

    assertThat(bench.platform().requests()).filteredOn("POST /data"::equals).hasSize(1);
    assertThat(bench.platform().data()).hasSize(1);
  }

  @Test
  void progressIsTold() throws Exception {
    List<TransferListener.Progress> told = new CopyOnWriteArrayList<>();
    Path file = bench.file("bridge.bin", 11 * TransferBench.MIB);
    bench.link().fault("partNumber=2&", Fault.CUT_REQUEST, 100_000, 1);

    bench
        .upload("bridge")
        .files(List.of(file, bench.file("a", 7)))
        .listener(told::add)
        .build()
        .run();

    long total = 11 * TransferBench.MIB + 7;
    assertThat(told).allSatisfy(p -> assertThat(p.bytes()).isBetween(0L, total));
    assertThat(told.get(told.size() - 1))
        .extracting(
            TransferListener.Progress::bytes,
            TransferListener.Progress::total,
            TransferListener.Progress::filesDone,
            TransferListener.Progress::files)
        .containsExactly(total, total, 2, 2);
  }

  @Test
  void anUploadThatIsCancelledLeavesNothing() throws Exception {
    Path file = bench.file("a", 1000);
    bench.link().fault("partNumber=1&", Fault.STALL, 0, 1);
    ExecutorService executor = Executors.newSingleThreadExecutor();

    CompletableFuture<Long> upload = bench.upload("bridge").file(file).build().start(executor);
    while (bench.link().heads().isEmpty()) {
      Thread.sleep(10);
    }
    upload.cancel(true);
    executor.shutdown();

    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(upload).isCancelled();
    assertThat(bench.platform().data()).isEmpty();
  }

  @Test
  void aFileThatChangesWhileItIsSentIsNotRegistered() throws Exception {
    Path file = bench.file("a", 1000);
    TransferListener change =
        progress -> {
          try {
            Files.write(file, new byte[999]);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    assertThatThrownBy(() -> bench.upload("bridge").file(file).listener(change).build().run())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file changed while it was sent: expected 1000 bytes of ");
    assertThat(bench.platform().data()).isEmpty();
  }
}
