package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.Container;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.JobStatus;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.api.PreprocessingApi;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.job.InferenceJob;
import dev.hibi.client.job.JobEnd;
import dev.hibi.client.job.JobLook;
import dev.hibi.client.job.JobResult;
import dev.hibi.client.job.NotebookJob;
import dev.hibi.client.job.PreprocessingJob;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.StorageUpload;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inferences, preprocessings and notebooks, on the emulator that really runs commands. */
@Timeout(60)
final class EmulatedJobsTest {
  private final Path folder;
  private final EmulatedPlatform platform;
  private final KamonohashiClient client;

  EmulatedJobsTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.platform =
        EmulatedPlatform.start(
            EmulatedPlatform.builder(folder.resolve("platform")).runCommands(true));
    this.client = platform.client();
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private InferenceApi.Create.Builder inference(long dataSet, String command) {
    return InferenceApi.Create.builder("walls")
        .containerImage(Container.Image.of("library/eclipse-temurin", "17-jre"))
        .dataSetId(dataSet)
        .gitModel(GitCommit.of("inspection", "cracks"))
        .entryPoint(command);
  }

  private InferenceJob start(InferenceApi.Create request) {
    return InferenceJob.start(client, request).policy(EmulatedPlatform.QUICK);
  }

  @Test
  void anInferenceFindsWhatATrainingHasMadeAndLeavesAValue() throws Exception {
    long dataSet = platform.dataSet();
    TrainingJob training =
        platform.start(
            platform
                .request(dataSet)
                .entryPoint("echo crack > $KQI_ROOT/kqi/output/model.txt")
                .build());
    training.await();

    InferenceJob job =
        start(
            inference(
                    dataSet,
                    "cat $KQI_ROOT/kqi/parent/model.txt $KQI_ROOT/kqi/input/training/*/wall.txt;"
                        + " echo; echo $INFERENCE_ID of $PARENT_ID;"
                        + " printf 0.93 > $KQI_ROOT/kqi/output/value.txt")
                .parentIds(List.of(training.id()))
                .build());
    List<String> lines = new ArrayList<>();
    JobEnd<InferenceApi.Details> end = job.followLog(lines::add);

    assertThat(end.isSuccess()).isTrue();
    assertThat(end).hasToString("inference 1 (walls): Completed");
    assertThat(lines).containsExactly("crack", "a wall", "1 of 1");
    assertThat(job.log()).isEqualTo(lines);
    assertThat(job.outputs().map(OutputFile::path)).containsExactly("value.txt");
    assertThat(job.downloadOutputs(folder.resolve("down")))
        .containsExactly(folder.resolve("down/value.txt"));
    InferenceApi.Summary listed = client.inference().list(InferenceApi.Query.all()).items().get(0);
    assertThat(listed.outputValue()).isEqualTo("0.93");
    assertThat(listed.parentFullNameList()).containsExactly("1:cracks");
    assertThat(end.details().parents()).hasSize(1);
    assertThat(client.dataSets().get(dataSet).isLocked()).isTrue();
  }

  @Test
  void anInferenceFindsAnotherOnesOutput() throws Exception {
    long dataSet = platform.dataSet();
    InferenceJob first = start(inference(dataSet, "echo 1 > $KQI_ROOT/kqi/output/a").build());
    first.await();

    InferenceJob second =
        start(
            inference(dataSet, "cat $KQI_ROOT/kqi/inference/1/a")
                .inferenceIds(List.of(first.id()))
                .build());
    List<String> lines = new ArrayList<>();

    assertThat(second.followLog(lines::add).isSuccess()).isTrue();
    assertThat(lines).containsExactly("1");
    assertThat(second.details().parentInferenceFullNameList()).containsExactly("1:walls");
  }

  @Test
  void anInferenceThatFailsOrIsStoppedIsKilledOrCanceled() throws Exception {
    long dataSet = platform.dataSet();
    InferenceJob failed = start(inference(dataSet, "exit 3").build());
    JobEnd<InferenceApi.Details> end = failed.await();
    assertThat(end.outcome()).isEqualTo(JobResult.Outcome.KILLED);
    assertThat(end).hasToString("inference 1 (walls): Killed");

    InferenceJob canceled = start(inference(dataSet, "sleep 60").build());
    canceled.cancel();
    assertThat(canceled.await().outcome()).isEqualTo(JobResult.Outcome.CANCELED);
    assertThatThrownBy(canceled::halt)
        .isInstanceOf(KamonohashiException.BadRequest.class)
        .hasMessageContaining("Inference walls does not exist.");
    assertThatThrownBy(canceled::events).isInstanceOf(KamonohashiException.BadRequest.class);

    canceled.delete();
    assertThatThrownBy(canceled::details).isInstanceOf(KamonohashiException.NotFound.class);
    assertThat(client.inference().all()).hasSize(1);
  }

  @Test
  void anInferenceWhoseStartIsNeverAnsweredIsFoundAndNotStartedAgain() throws Exception {
    long dataSet = platform.dataSet();
    platform.emulator().faults().dropAnswer("POST /api/v2/inferences/run", 1);

    InferenceJob job = start(inference(dataSet, "echo once").build());

    assertThat(job.id()).isEqualTo(1);
    assertThat(client.inference().all()).hasSize(1);
    assertThat(job.await().isSuccess()).isTrue();
  }

  @Test
  void aFileIsAttachedToAnInferenceAndFetched() throws Exception {
    InferenceJob job = start(inference(platform.dataSet(), "true").build());
    job.await();
    Path note = Files.writeString(folder.resolve("note.txt"), "well done");

    List<DataApi.StoredFile> sent =
        StorageUpload.of(client, UploadApi.INFERENCE_ATTACHED, progress -> {}).send(List.of(note));
    client.inference().addFile(job.id(), sent.get(0));

    assertThat(client.inference().files(job.id(), false))
        .extracting(file -> file.fileName())
        .containsExactly("inference_stdout_stderr_1.log", "note.txt");
    assertThat(client.inference().fileSize(job.id(), "note.txt").fileSize()).isEqualTo(9);
    Path there =
        Downloads.builder(client)
            .build()
            .inferenceAttached(job.id(), "note.txt", folder.resolve("down"));
    assertThat(there).hasContent("well done");
  }

  private long preprocessing(String command) {
    return client
        .preprocessings()
        .create(
            PreprocessingApi.Create.builder("halves")
                .entryPoint(command)
                .containerImage(Container.Image.of("library/eclipse-temurin", "17-jre"))
                .build())
        .id();
  }

  private PreprocessingJob start(long preprocessing, long data) {
    return PreprocessingJob.start(
            client,
            preprocessing,
            new PreprocessingApi.Run(data, Map.of(), 1, 1, 0, Optional.empty()))
        .policy(EmulatedPlatform.QUICK);
  }

  @Test
  void aPreprocessingMakesDataOfEachFolderThatItLeaves() throws Exception {
    long data = platform.data("wall.txt", "a wall");
    client.data().edit(data, DataApi.Edit.nothing().tags(List.of("bridge")));
    long id =
        preprocessing(
            "cd $KQI_ROOT/kqi; mkdir output/left output/right;"
                + " cut -c 1-3 input/$DATA_ID/wall.txt > output/left/half.txt;"
                + " cut -c 4-6 input/$DATA_ID/wall.txt | tee output/right/half.txt");

    PreprocessingJob job = start(id, data);
    List<String> lines = new ArrayList<>();
    JobEnd<PreprocessingApi.HistoryDetails> end = job.followLog(lines::add);

    assertThat(end).hasToString("preprocessing 1 of data 1 (halves): Completed");
    assertThat(lines).containsExactly("all");
    assertThat(job.outputDataIds()).containsExactly(2L, 3L);
    DataApi.Details left = client.data().get(2);
    assertThat(left.name()).isEqualTo("left");
    assertThat(left.tags()).containsExactly("bridge", "halves");
    assertThat(left.isRaw()).isFalse();
    assertThat(left.parentDataId()).hasValue(data);
    Path half = Downloads.builder(client).build().data(3, folder.resolve("right")).get(0);
    assertThat(half).hasContent("all");
    assertThat(client.preprocessings().get(id).isLocked()).isTrue();
  }

  @Test
  void aPreprocessingIsAppliedOnceAndWhatUsesItKeepsIt() throws Exception {
    long data = platform.data("wall.txt", "a wall");
    long id = preprocessing("mkdir $KQI_ROOT/kqi/output/a; echo 1 > $KQI_ROOT/kqi/output/a/b");
    PreprocessingJob job = start(id, data);
    job.await();

    assertThatThrownBy(() -> start(id, data))
        .isInstanceOf(KamonohashiException.NotFound.class)
        .hasMessageContaining(
            "Data 1:photographs has already been processed by 1:halves. Status:Completed");
    assertThatThrownBy(() -> client.preprocessings().delete(id))
        .isInstanceOf(KamonohashiException.Conflict.class);
    long set =
        client
            .dataSets()
            .create(DataSetApi.Create.typed("made", Map.of("training", job.outputDataIds())))
            .id();
    TrainingJob training = platform.start(platform.request(set).build());
    training.await();
    assertThatThrownBy(job::delete).isInstanceOf(KamonohashiException.Conflict.class);

    training.delete();
    client.dataSets().delete(set);
    job.delete();
    client.preprocessings().delete(id);

    assertThat(client.data().list(DataApi.Query.all()).items()).hasSize(1);
  }

  @Test
  void whatWasPreprocessedElsewhereIsRegistered() throws Exception {
    long data = platform.data("wall.txt", "a wall");
    long id = preprocessing("true");
    Path half = Files.writeString(folder.resolve("half.txt"), "a w");

    client.preprocessings().open(id, data);
    List<DataApi.StoredFile> sent =
        StorageUpload.of(client, UploadApi.DATA, progress -> {}).send(List.of(half));
    client
        .preprocessings()
        .addOutput(id, data, PreprocessingApi.Output.builder().files(sent).build());
    assertThat(client.preprocessings().complete(id, data).status()).isEqualTo(JobStatus.COMPLETED);

    assertThat(client.preprocessings().history(id, data).outputDataIds()).containsExactly(2L);
    assertThat(client.data().get(2).name()).isEqualTo("photographs_halves");
    assertThat(client.data().get(2).tags()).containsExactly("halves");
    assertThatThrownBy(() -> client.preprocessings().complete(id, data))
        .isInstanceOf(KamonohashiException.BadRequest.class)
        .hasMessageContaining("Preprocessing History 1 is not opened.");
  }

  @Test
  void aNotebookIsStartedReachedHaltedAndRunAgain() throws Exception {
    NotebookJob notebook =
        NotebookJob.start(client, NotebookApi.Create.builder("drafts", 3600).build())
            .policy(EmulatedPlatform.QUICK);

    URI address = notebook.awaitAddress(Duration.ofSeconds(30));
    assertThat(EmulatedPlatform.get(address.toString()).body())
        .isEqualTo("In place of the JupyterLab of notebook 1.%n".formatted());
    String without = address.toString().replaceAll("\\?.*", "");
    assertThat(EmulatedPlatform.get(without).body())
        .isEqualTo("The token is missing or wrong.%n".formatted());
    NotebookApi.Rerun again = NotebookApi.Rerun.builder(0).entryPoint("echo $NOTEBOOK_ID").build();
    assertThatThrownBy(() -> notebook.rerun(again))
        .isInstanceOf(KamonohashiException.NotFound.class)
        .hasMessageContaining("Notebook ID 1 is already running.");

    notebook.halt();
    assertThat(notebook.await()).hasToString("notebook 1 (drafts): Killed");
    assertThatThrownBy(() -> notebook.awaitAddress(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no notebook: expected one that runs, found status Killed (notebook 1)");

    notebook.rerun(again);
    assertThat(notebook.awaitAddress(Duration.ofSeconds(30))).isNotEqualTo(address);
    assertThat(notebook.log()).containsExactly("1");
    notebook.delete();
    assertThat(client.notebooks().all()).isEmpty();
  }

  @Test
  void aNotebookWhoseLifeIsOverIsKilled() throws Exception {
    NotebookJob notebook =
        NotebookJob.start(client, NotebookApi.Create.builder("short", 1).build())
            .policy(EmulatedPlatform.QUICK);

    assertThat(notebook.states().map(JobLook::status)).last().isEqualTo(JobStatus.KILLED);
  }
}
