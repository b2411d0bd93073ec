package dev.hibi.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BiFunction;

/** What runs beside trainings: inferences, preprocessings, notebooks. Whoever has it closes it. */
final class Workloads implements AutoCloseable {
  private final Records records;
  private final InferenceCalls inferences;
  private final TrainingFileCalls inferenceFiles;
  private final NotebookCalls notebooks;
  private final TrainingFileCalls notebookFiles;
  private final PreprocessingCalls preprocessings;
  private final PreprocessHistoryCalls histories;
  private final Jobs inferenceJobs;
  private final Jobs notebookJobs;
  private final Jobs preprocessingJobs;

  /**
   * With a place in the cluster for each kind.
   *
   * @param program what jobs do
   * @param cluster makes the place
   */
  Workloads(
      Records records,
      Storage storage,
      JobFolders trainingFolders,
      DataCalls data,
      DataSetCalls dataSets,
      TrainingCalls trainings,
      JobProgram program,
      BiFunction<JobProgram, Jobs.End, Jobs> cluster) {
    this.records = records;
    JobFolders folders = trainingFolders.of(ContainerKind.INFERENCE);
    this.inferenceJobs = cluster.apply(program, this::inferenceEnded);
    this.inferences = new InferenceCalls(records, trainings, dataSets, folders, inferenceJobs);
    this.inferenceFiles = new TrainingFileCalls(records, inferences::get, folders, storage);

    NotebookProgram pages = new NotebookProgram(program);
    folders = trainingFolders.of(ContainerKind.NOTEBOOK);
    this.notebookJobs = cluster.apply(pages, this::notebookEnded);
    this.notebooks =
        new NotebookCalls(
            records,
            trainings,
            inferences,
            dataSets,
            pages,
            NotebookCalls.table(records, folders, notebookJobs));
    this.notebookFiles = new TrainingFileCalls(records, notebooks::get, folders, storage);

    folders = trainingFolders.of(ContainerKind.PREPROCESSING);
    this.preprocessingJobs = cluster.apply(program, this::preprocessingEnded);
    this.preprocessings = new PreprocessingCalls(records);
    this.histories =
        new PreprocessHistoryCalls(
            records,
            preprocessings,
            trainings,
            data,
            storage,
            PreprocessHistoryCalls.table(records, folders, preprocessingJobs));
  }

  void addTo(Routes routes) {
    inferenceFiles.addTo(routes, "/inferences", "Inference");
    inferences.addTo(routes);
    notebookFiles.addOutputTo(routes, "/notebook", "Notebook");
    notebooks.addTo(routes);
    preprocessings.addTo(routes);
    histories.addTo(routes);
  }

  private void inferenceEnded(EmulatedJob job, int exitCode) {
    told(() -> inferences.ended(job, exitCode));
  }

  private void notebookEnded(EmulatedJob job, int exitCode) {
    told(() -> notebooks.ended(job));
  }

  private void preprocessingEnded(EmulatedJob job, int exitCode) {
    told(() -> histories.ended(job, exitCode));
  }

  private interface Telling {
    void tell() throws IOException;
  }

  private void told(Telling end) {
    synchronized (records) {
      try {
        end.tell();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    inferenceJobs.close();
    notebookJobs.close();
    preprocessingJobs.close();
  }
}
