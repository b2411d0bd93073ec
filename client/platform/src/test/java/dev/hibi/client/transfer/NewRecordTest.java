package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.KamonohashiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record whose making was not answered, or not seen the end of. */
@Timeout(60)
final class NewRecordTest {
  private static final String LIKE = "{\"name\":\"bridge\",\"memo\":\"\",\"tags\":[\"b\",\"a\"]}";

  @TempDir private Path folder;
  private TransferBench bench;
  private Path file;
  private Path resume;

  @BeforeEach
  void start() throws Exception {
    bench = new TransferBench(folder);
    file = bench.file("a.bin", 1000);
    resume = folder.resolve("resume");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  private DataUpload.Builder upload() {
    return bench.upload("bridge").tags(List.of("a", "b")).file(file);
  }

  @Test
  void aRecordWhoseMakingWasNotAnsweredIsFoundAgain() throws Exception {
    bench.platform().make(LIKE); // an older one of the same name
    bench.platform().silence("POST /data", 1);

    long id = upload().build().run();

    assertThat(bench.platform().data()).containsOnlyKeys(5L, id);
    assertThat(bench.platform().filesOf(id)).containsOnlyKeys("a.bin");
    assertThat(bench.platform().requests()).filteredOn("POST /data"::equals).hasSize(1);
  }

  @Test
  void aRecordThatWasNotMadeIsNotFound() throws Exception {
    bench.platform().make(LIKE);
    bench.platform().answer("POST /data", "[");

    assertThatThrownBy(() -> upload().build().run())
        .isInstanceOf(KamonohashiException.Malformed.class)
        .hasMessageEndingWith("(POST /api/v2/data)");
    assertThat(bench.platform().data()).containsOnlyKeys(5L);
  }

  @Test
  void whatIsAnotherRecordIsNotTaken() throws Exception {
    journal(4);
    bench.platform().make(LIKE.replace("bridge", "bridges"));
    bench.platform().make(LIKE.replace("\"\"", "\"memo\""));
    bench.platform().make(LIKE.replace("\"b\",", ""));
    bench.platform().make(LIKE);
    bench.platform().filesOf(8).put("of another upload", "x");

    long id = upload().resumeFile(resume).build().run();

    assertThat(id).isGreaterThan(8);
  }

  @Test
  void aRunThatWasKilledBeforeItKnewItsRecordIsTakenUp() throws Exception {
    bench.platform().make(LIKE);
    bench.platform().make(LIKE);
    journal(5);

    long id = upload().resumeFile(resume).build().run();

    assertThat(id).isEqualTo(6);
    assertThat(bench.platform().requests()).doesNotContain("POST /data");
    assertThat(resume).doesNotExist();
  }

  @Test
  void whereTwoMayBeMeantNoneIsTaken() throws Exception {
    journal(4);
    bench.platform().make(LIKE);
    bench.platform().make(LIKE);

    assertThatThrownBy(() -> upload().resumeFile(resume).build().run())
        .isInstanceOf(IOException.class)
        .hasMessage("unclear record: expected one without files named 'bridge', found data [6, 5]");
  }

  @Test
  void whoeverInterruptsTheMakingLeavesNoRecord() throws Exception {
    bench.platform().hold("POST /data");
    CompletableFuture<Long> end = upload().build().start(Executors.newSingleThreadExecutor());
    bench.platform().awaitHeld();

    end.cancel(true);

    assertThatThrownBy(end::join).isInstanceOf(CancellationException.class);
    while (!bench.platform().requests().contains("DELETE /data/5")) {
      Thread.sleep(10);
    }
    assertThat(bench.platform().data()).isEmpty();
  }

  /** What a run has left that was killed when it had asked for a record. */
  private void journal(long after) throws IOException {
    Files.writeString(
        resume,
        "{\"upload\":{\"version\":1,\"server\":\"%s\",\"to\":\"new data 'bridge'\"}}%n"
                .formatted(bench.platform().uri())
            + "{\"making\":{\"after\":%d}}%n".formatted(after));
  }
}
