package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFiles;
import dev.hibi.emulator.JobProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OutputSyncTest {
  private final FakeTime time = new FakeTime();

  @TempDir private Path folder;

  private EmulatedPlatform start(JobProgram program) throws Exception {
    EmulatedPlatform platform =
        EmulatedPlatform.start(
            EmulatedPlatform.builder(folder.resolve("platform")).program(program));
    platform.start(platform.request(platform.dataSet()).build());
    return platform;
  }

  private OutputSync.Builder sync(EmulatedPlatform platform) {
    return OutputSync.builder(platform.client(), 1, folder.resolve("output"))
        .polling(time.polling());
  }

  @Test
  void anOddNameCostsItsFileAndIsTold() throws Exception {
    JobProgram program =
        job -> {
          job.write("odd\\name", "x");
          job.write("plain.txt", "x");
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      OutputSync sync = sync(platform).build();

      assertThat(sync.untilEnd().isSuccess()).isTrue();

      assertThat(folder.resolve("output/plain.txt")).hasContent("x");
      assertThat(sync.refused()).containsExactly("'odd\\name' (output / of training 1)");
    }
  }

  @Test
  void theFolderFollowsTheOutputUntilTheJobIsOver() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    JobProgram program =
        job -> {
          job.write("steady.txt", "as it is");
          job.write("run/epoch", "1");
          first.await();
          job.write("run/epoch", "12");
          job.write("end.txt", "the end");
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      List<String> told = new ArrayList<>();
      Path output = folder.resolve("output");

      JobResult result =
          sync(platform)
              .listener(
                  path -> {
                    told.add(output.relativize(path).toString());
                    if (told.size() == 2) {
                      first.countDown();
                    }
                  })
              .build()
              .untilEnd();

      assertThat(result.isSuccess()).isTrue();
      assertThat(told.subList(0, 2)).containsExactlyInAnyOrder("steady.txt", "run/epoch");
      assertThat(told.subList(2, told.size())).doesNotContain("steady.txt").contains("run/epoch");
      assertThat(output.resolve("run/epoch")).hasContent("12");
      assertThat(output.resolve("end.txt")).hasContent("the end");
    }
  }

  @Test
  void onlyWhatIsWantedIsFetchedAndNothingTwice() throws Exception {
    JobProgram program =
        job -> {
          job.write("run/model.pt", "model");
          job.write("run/log.txt", "log");
          job.write("model.pt.txt", "no");
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      TrainingJob.of(platform.client(), 1).policy(EmulatedPlatform.QUICK).await();
      OutputSync.Builder wanted = sync(platform).only(OutputFiles.matching("*.pt"));
      OutputSync sync = wanted.build();

      assertThat(sync.once()).containsExactly(folder.resolve("output/run/model.pt"));
      assertThat(sync.once()).isEmpty();
      assertThat(wanted.build().once()).isEmpty(); // by another program, too
      Files.writeString(folder.resolve("output/run/model.pt"), "another");
      assertThat(wanted.build().once()).hasSize(1);
    }
  }

  @Test
  void someFilesAreFetchedByTheirPaths() throws Exception {
    JobProgram program =
        job -> {
          job.write("a.pt", "1");
          job.write("run/b.pt", "2");
          job.write("run/c.txt", "3");
          return 0;
        };
    try (EmulatedPlatform platform = start(program)) {
      TrainingJob.of(platform.client(), 1).policy(EmulatedPlatform.QUICK).await();
      Downloads downloads = Downloads.builder(platform.client()).build();
      Path to = folder.resolve("some");

      assertThat(downloads.outputFiles(1, List.of("run/c.txt", "a.pt", "/run/b.pt"), to))
          .containsExactly(to.resolve("a.pt"), to.resolve("run/b.pt"), to.resolve("run/c.txt"));
      assertThat(to.resolve("run/b.pt")).hasContent("2");
      assertThatThrownBy(() -> downloads.outputFiles(1, List.of("a.pt", "run/d"), to))
          .isInstanceOf(IOException.class)
          .hasMessage("not found: expected a file 'd', found none (output /run of training 1)");
      assertThatThrownBy(() -> downloads.outputFiles(1, List.of("../a.pt"), to))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStorageThatFailsForTooLongEndsIt() throws Exception {
    try (EmulatedPlatform platform =
        start(
            job -> {
              job.write("a", "1");
              return 0;
            })) {
      platform.emulator().faults().status("GET .*/container-files.*", 500, 1_000_000);

      assertThatThrownBy(() -> sync(platform).build().untilEnd())
          .isInstanceOf(KamonohashiException.class);
      assertThat(time.pauses()).hasSizeGreaterThan(10);
    }
  }
}
