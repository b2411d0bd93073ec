package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.Filter;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.TensorBoardPage;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.emulator.Emulator;
import dev.hibi.emulator.JobProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmulatorTest {
  @TempDir private Path folder;

  private EmulatedPlatform start(Emulator.Builder builder) throws Exception {
    return EmulatedPlatform.start(builder);
  }

  private Emulator.Builder builder() {
    return EmulatedPlatform.builder(folder);
  }

  @Test
  void runsACommandAsAJobWithItsDataItsEnvironmentAndItsLog() throws Exception {
    try (EmulatedPlatform platform = start(builder().runCommands(true))) {
      long dataSet = platform.dataSet();
      TrainingJob job =
          platform.start(
              platform
                  .request(dataSet)
                  .option("LR", "0.1")
                  .entryPoint(
                      "cat \"$KQI_ROOT\"/kqi/input/training/*/wall.txt; echo; echo \"LR $LR\";"
                          + " echo \"id $TRAINING_ID\" >&2; mkdir \"$KQI_ROOT/kqi/output/model\";"
                          + " echo crack > \"$KQI_ROOT/kqi/output/model/labels.txt\"")
                  .build());
      List<String> lines = new ArrayList<>();

      JobResult result = job.followLog(lines::add);

      assertThat(result.isSuccess()).isTrue();
      assertThat(result.confirmed()).isTrue();
      assertThat(lines).containsExactly("a wall", "LR 0.1", "id " + job.id());
      assertThat(job.outputs().map(OutputFile::path)).containsExactly("model/labels.txt");
      assertThat(new String(job.readOutput("model/labels.txt", 99).get(), StandardCharsets.UTF_8))
          .isEqualTo("crack\n");
      assertThat(platform.client().dataSets().get(dataSet).isLocked()).isTrue();
    }
  }

  @Test
  void aCommandThatFailsIsKilledAsOnThePlatform() throws Exception {
    try (EmulatedPlatform platform = start(builder().runCommands(true))) {
      TrainingJob job =
          platform.start(platform.request(platform.dataSet()).entryPoint("exit 3").build());

      assertThat(job.await().outcome()).isEqualTo(JobResult.Outcome.KILLED);
      assertThatThrownBy(job::halt)
          .isInstanceOf(KamonohashiException.BadRequest.class)
          .hasMessageContaining("Training cracks does not exist.");
    }
  }

  @Test
  void aHaltEndsTheCommandAndAllThatItHasStarted() throws Exception {
    try (EmulatedPlatform platform = start(builder().runCommands(true))) {
      TrainingJob job =
          platform.start(
              platform
                  .request(platform.dataSet())
                  .entryPoint("sleep 1000 & echo $!; wait")
                  .build());
      while (job.log().isEmpty()) {
        Thread.sleep(5);
      }
      long process = Long.parseLong(job.log().get(0));

      job.cancel();

      assertThat(job.await().outcome()).isEqualTo(JobResult.Outcome.CANCELED);
      while (ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void aJobIsAProgramOfTheTest() throws Exception {
    JobProgram program =
        job -> {
          job.log("learning rate " + job.environment().get("LR"));
          job.write("metrics.jsonl", "{\"accuracy\": 0.9}\n");
          return 0;
        };
    try (EmulatedPlatform platform = start(builder().program(program))) {
      TrainingJob job =
          platform.start(platform.request(platform.dataSet()).option("LR", "0.5").build());

      assertThat(job.await().isSuccess()).isTrue();
      assertThat(job.log()).containsExactly("learning rate 0.5");
      assertThat(job.outputs().map(OutputFile::path)).containsExactly("metrics.jsonl");
    }
  }

  @Test
  void whatTheClusterLosesIsConcludedFromLogAndFiles() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    JobProgram program =
        job -> {
          job.log("begins");
          end.await();
          job.write("labels.txt", "crack");
          return 0;
        };
    try (EmulatedPlatform platform = start(builder().program(program))) {
      TrainingJob job = platform.start(platform.request(platform.dataSet()).build());
      platform.emulator().faults().vanish(job.id());
      assertThat(job.details().status().name()).isEqualTo("None");
      end.countDown();

      JobResult result = job.policy(EmulatedPlatform.QUICK.successFile("labels.txt")).await();

      assertThat(result.outcome()).isEqualTo(JobResult.Outcome.COMPLETED);
      assertThat(result.confirmed()).isFalse();
    }
  }

  @Test
  void aClusterThatCouldNotBeAskedOnceLeavesItsJobsFailed() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    JobProgram program =
        job -> {
          end.await();
          return 0;
        };
    try (EmulatedPlatform platform = start(builder().program(program))) {
      TrainingJob job = platform.start(platform.request(platform.dataSet()).build());
      platform.emulator().faults().clusterError(job.id());
      assertThat(job.details().status().name()).isEqualTo("Failed");
      end.countDown();

      assertThat(job.await().outcome()).isEqualTo(JobResult.Outcome.LOST);
      assertThat(job.details().status().name()).isEqualTo("Failed");
    }
  }

  @Test
  void aJobOutOfMemoryIsAnErrorOfItsEvents() throws Exception {
    JobProgram endless =
        job -> {
          Thread.sleep(1_000_000);
          return 0;
        };
    try (EmulatedPlatform platform = start(builder().program(endless))) {
      TrainingJob job = platform.start(platform.request(platform.dataSet()).build());
      platform.emulator().faults().outOfMemory(job.id());

      assertThat(job.details().statusType()).isEqualTo("Running");
      JobResult result = job.policy(EmulatedPlatform.QUICK.haltingOutOfMemory()).await();

      assertThat(result.outcome()).isEqualTo(JobResult.Outcome.OUT_OF_MEMORY);
      assertThat(job.details().status().name()).isEqualTo("Killed");
    }
  }

  @Test
  void aStartWhoseAnswerIsLostIsOneJob() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      long dataSet = platform.dataSet();
      platform.emulator().faults().dropAnswer("POST .*/training/run", 1);

      TrainingJob job = platform.start(platform.request(dataSet).build());

      assertThat(platform.client().training().all()).hasSize(1);
      assertThat(job.await().isSuccess()).isTrue();
    }
  }

  @Test
  void keepsEverythingAcrossARestartButJobsThatRan() throws Exception {
    JobProgram endless =
        job -> {
          Thread.sleep(1_000_000);
          return 0;
        };
    long id;
    try (EmulatedPlatform platform = start(builder().program(endless))) {
      id = platform.start(platform.request(platform.dataSet()).build()).id();
    }
    try (EmulatedPlatform platform = start(builder())) {
      assertThat(platform.client().data().get(1).fileNames()).containsExactly("wall.txt");
      DataApi.DataFile file = platform.client().data().file(1, "wall.txt");
      assertThat(EmulatedPlatform.get(file.url()).body()).isEqualTo("a wall");
      assertThat(platform.client().training().get(id).status().name()).isEqualTo("None");
    }
  }

  @Test
  void showsAStubOfATensorBoardAfterAWhile() throws Exception {
    JobProgram program =
        job -> {
          job.write("events.out.tfevents.1", "x");
          return 0;
        };
    try (EmulatedPlatform platform = start(builder().program(program))) {
      TrainingJob job = platform.start(platform.request(platform.dataSet()).build());
      job.await();
      assertThatThrownBy(() -> job.tensorBoard().awaitAddress(Duration.ofSeconds(1)))
          .hasMessage("no TensorBoard: expected one that runs, found status None (training 1)");

      TensorBoardPage page = job.startTensorBoard(TrainingApi.TensorBoardStart.untilNight());
      String address = page.awaitAddress(Duration.ofSeconds(10)).toString();

      assertThat(EmulatedPlatform.get(address).body()).contains("events.out.tfevents.1");
      page.stop();
      page.stop();
      assertThat(page.address()).isEmpty();
    }
  }

  @Test
  void theStorageTakesOnlyWhatItsSignatureCovers() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      UploadApi.Parts parts = platform.client().uploads().begin("a.txt", 1, UploadApi.DATA);
      var address = parts.uris().get(0);

      assertThat(EmulatedPlatform.put(address, "application/octet-stream", "x")).isEqualTo(403);
      assertThat(EmulatedPlatform.put(address, EmulatedPlatform.UPLOAD_TYPE, "x")).isEqualTo(200);
      platform.emulator().faults().expireAddresses();
      assertThat(EmulatedPlatform.put(address, EmulatedPlatform.UPLOAD_TYPE, "x")).isEqualTo(403);
      assertThatThrownBy(() -> platform.client().uploads().begin("a.txt", 0, UploadApi.DATA))
          .hasMessageContaining("The file may be empty (0 byte).");
    }
  }

  @Test
  void rangesOfAFileAreServed() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      String url =
          platform.client().data().file(platform.data("a.txt", "0123456789"), "a.txt").url();

      assertThat(EmulatedPlatform.get(url, "Range", "bytes=2-4").body()).isEqualTo("234");
      assertThat(EmulatedPlatform.get(url, "Range", "bytes=8-").body()).isEqualTo("89");
      assertThat(EmulatedPlatform.get(url, "Range", "bytes=10-").statusCode()).isEqualTo(416);
      assertThat(EmulatedPlatform.get(url, "Authorization", "Bearer x").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aTokenThatIsOverIsRefusedAndOneWithoutTheMenuToo() throws Exception {
    try (EmulatedPlatform platform = start(builder().user("guest", "pw", List.of("Data")))) {
      var guest = platform.client("guest", "pw");
      assertThat(guest.data().list(DataApi.Query.all()).items()).isEmpty();
      assertThatThrownBy(() -> guest.training().all())
          .isInstanceOfSatisfying(
              KamonohashiException.Forbidden.class,
              e -> assertThat(e.menus()).containsExactly("Training"));

      platform.emulator().faults().expireTokens();

      assertThat(guest.data().list(DataApi.Query.all()).items()).isEmpty(); // logged in again
      KamonohashiClient over =
          KamonohashiClient.builder(platform.emulator().uri()).token("over").build();
      assertThatThrownBy(() -> over.data().list(DataApi.Query.all()))
          .isInstanceOf(KamonohashiException.Unauthorized.class)
          .hasMessageContaining("The Access code is expired or invalid.");
      assertThatThrownBy(() -> platform.client("guest", "wrong").data().tags())
          .isInstanceOf(KamonohashiException.BadRequest.class)
          .hasMessageContaining("User name or password is incorrect.");
    }
  }

  @Test
  void tenantsAreApart() throws Exception {
    try (EmulatedPlatform platform = start(builder().tenant("bridges").tenant("tunnels"))) {
      long id = platform.data("a.txt", "x");
      var tunnels = platform.client().forTenant(2);

      assertThat(tunnels.account().get().selectedTenant().orElseThrow().name())
          .isEqualTo("tunnels");
      assertThatThrownBy(() -> tunnels.data().get(id))
          .isInstanceOf(KamonohashiException.NotFound.class);
    }
  }

  @Test
  void anEditWithoutTagsKeepsThemAndOneWithNoneDeletesThem() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      DataApi data = platform.client().data();
      long id = data.create(new DataApi.Create("a", "memo", List.of("x", "y"))).id();

      data.edit(id, DataApi.Edit.nothing().name("b"));
      assertThat(data.get(id).tags()).containsExactly("x", "y");
      assertThat(data.edit(id, DataApi.Edit.nothing().clearMemo()).memo()).isEmpty();
      data.edit(id, DataApi.Edit.nothing().tags(List.of()));
      assertThat(data.get(id).tags()).isEmpty();
    }
  }

  @Test
  void tagsAreAddedAndTakenAwayAndTheContractsOwnCallsChangeNothing() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      DataApi data = platform.client().data();
      long id = data.create(new DataApi.Create("a", "", List.of("x"))).id();

      assertThat(data.putTag(id, "y").tags()).containsExactly("x", "y");
      data.deleteTag(id, "x");
      assertThat(data.get(id).tags()).containsExactly("x");
      assertThat(data.addTag(id, "y").tags()).containsExactly("x", "y");
      data.removeTag(id, "x");
      data.removeTag(id, "y");
      assertThat(data.get(id).tags()).isEmpty();
    }
  }

  @Test
  void dataOfASetThatIsNotLockedAreDeleted() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      long dataSet = platform.dataSet();
      platform.client().data().delete(1);
      assertThat(platform.client().dataSets().pathPairs(dataSet)).isEmpty();

      platform.data("pier.txt", "a pier");
      platform
          .client()
          .dataSets()
          .replaceEntries(dataSet, DataSetApi.Entries.typed(Map.of("testing", List.of(2L))));
      platform.start(platform.request(dataSet).build()).await();
      assertThatThrownBy(() -> platform.client().data().delete(2))
          .isInstanceOf(KamonohashiException.Conflict.class)
          .hasMessageContaining("Data photographs is in the locked DataSet walls.");
    }
  }

  @Test
  void whatTheClusterHasAndWhatATenantMayUseIsTold() throws Exception {
    try (EmulatedPlatform platform =
        start(builder().node("one", "fast", 4, 16, 1).quota("sample", 4, 16, 1))) {
      var cluster = platform.client().cluster();
      assertThat(cluster.partitionsOfTenant()).containsExactly("fast");
      assertThat(cluster.nodesOfTenant().get(0).allocatableGpu()).isEqualTo(1);
      assertThat(cluster.quotaOfTenant().gpu()).isEqualTo(1);
      var resources = platform.client().resources();
      assertThat(resources.nodesOfTenant().get(0).gpuInfo()).isEqualTo("0 / 1.0");
      assertThat(resources.nodes().get(0).containerResourceList()).isEmpty();
      assertThat(resources.tenants().get(0).memoryInfo()).isEqualTo("0 GB /16.0 GB");
      assertThat(resources.containersOfTenant()).isEmpty();
      assertThat(resources.containers()).isEmpty();
    }
  }

  @Test
  void listsAreFilteredAndPagedAsByTheServer() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      DataApi data = platform.client().data();
      for (int i = 0; i < 5; i++) {
        data.create(new DataApi.Create("bridge " + i, "", List.of(i % 2 == 0 ? "even" : "odd")));
      }

      var query = DataApi.Query.all().name(Filter.Text.lacks("3")).tags(List.of("even"));
      assertThat(data.stream(query.pageSize(2)).map(DataApi.Summary::name))
          .containsExactly("bridge 4", "bridge 2", "bridge 0");
      assertThat(data.list(query.withTotal().pageSize(1)).total()).hasValue(3);
    }
  }

  @Test
  void whatIsNotEmulatedIsSaid() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      String token =
          platform
              .client()
              .account()
              .switchTenant(1, new AccountApi.Lifetime(Optional.empty()))
              .token();

      var answer =
          EmulatedPlatform.get(
              platform.emulator().uri() + "/api/v2/experiment", "Authorization", "Bearer " + token);
      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(answer.body()).contains("not emulated: GET /api/v2/experiment");
      assertThat(EmulatedPlatform.get(platform.emulator().uri() + "/api/v2/nonsense").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void aDataSetThatIsUsedIsLocked() throws Exception {
    try (EmulatedPlatform platform = start(builder())) {
      long id = platform.dataSet();
      DataSetApi dataSets = platform.client().dataSets();
      dataSets.replaceEntries(id, DataSetApi.Entries.typed(Map.of("testing", List.of(1L))));
      platform.start(platform.request(id).build()).await();

      assertThatThrownBy(() -> dataSets.delete(id))
          .isInstanceOf(KamonohashiException.Conflict.class);
      assertThatThrownBy(() -> platform.client().data().deleteFile(1, 1))
          .isInstanceOf(KamonohashiException.Conflict.class);
      assertThat(dataSets.pathPairs(id))
          .extracting(DataSetApi.PathPair::dataPath)
          .containsExactly("testing/1/wall.txt");
    }
  }
}
