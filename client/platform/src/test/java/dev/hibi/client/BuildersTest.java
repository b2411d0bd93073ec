package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.api.Change;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.api.TemplateApi;
import dev.hibi.client.api.TrainingApi;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bodies of requests, by their builders and by the methods of their edits. */
final class BuildersTest {
  private final Samples samples = new Samples("text");

  private static List<Class<?>> records(String method) {
    return Contract.groups().stream()
        .<Class<?>>flatMap(group -> Arrays.stream(group.getDeclaredClasses()))
        .filter(Class::isRecord)
        .filter(type -> Stream.of(type.getMethods()).anyMatch(m -> m.getName().equals(method)))
        .toList();
  }

  private static Method named(Class<?> type, String name) {
    return Stream.of(type.getMethods())
        .filter(method -> method.getName().equals(name) && !method.isBridge())
        .findFirst()
        .orElseThrow();
  }

  /** What a component is when it was set to a sample. */
  private Object expected(RecordComponent component) {
    return samples.of(component.getGenericType());
  }

  private Object set(Class<?> type, String name) {
    RecordComponent component =
        Stream.of(type.getRecordComponents())
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    Object sample = expected(component);
    return sample instanceof Optional<?> optional ? optional.orElseThrow() : sample;
  }

  @Test
  void eachBuilderSetsEachComponent() throws Exception {
    List<Class<?>> built = records("builder");
    for (Class<?> type : built) {
      Method begin = named(type, "builder");
      Object builder = begin.invoke(null, samples.arguments(begin));
      for (Method setter : builder.getClass().getMethods()) {
        if (setter.getParameterCount() == 1 && setter.getDeclaringClass() != Object.class) {
          assertThat(setter.invoke(builder, set(type, setter.getName()))).isSameAs(builder);
        }
      }
      Object record = named(builder.getClass(), "build").invoke(builder);
      for (RecordComponent component : type.getRecordComponents()) {
        assertThat(component.getAccessor().invoke(record))
            .as(component + " of " + type)
            .isEqualTo(expected(component));
      }
    }
    assertThat(built).hasSizeGreaterThan(12);
  }

  @Test
  void eachEditChangesWhatItNamesAndNothingElse() throws Exception {
    List<Class<?>> edits = records("nothing");
    for (Class<?> type : edits) {
      Object nothing = named(type, "nothing").invoke(null);
      List<Method> changes = new ArrayList<>();
      for (Method method : type.getMethods()) {
        if (method.getReturnType() == type && !Modifier.isStatic(method.getModifiers())) {
          changes.add(method);
        }
      }
      for (Method change : changes) {
        Object edit = change.invoke(nothing, samples.arguments(change));
        String changed = change.getName().replaceFirst("^clear", "");
        for (RecordComponent component : type.getRecordComponents()) {
          Change<?> value = (Change<?>) component.getAccessor().invoke(edit);
          boolean kept = !component.getName().equalsIgnoreCase(changed);
          assertThat(value.isKeep()).as(change + ": " + component).isEqualTo(kept);
        }
      }
      assertThat(changes).as(type.toString()).hasSizeGreaterThanOrEqualTo(2);
    }
    assertThat(edits).hasSizeGreaterThan(5);
  }

  @Test
  void whatIsRequiredIsMissedBeforeItIsSent() {
    InferenceApi.Create.Builder builder =
        InferenceApi.Create.builder("walls").containerImage(Container.Image.of("jre", "17"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad data set: expected one, found none (inference)");

    builder.dataSetId(3).gitModel(GitCommit.of("inspection", "cracks"));
    assertThatThrownBy(builder::build)
        .hasMessage("bad entry point: expected one, found none (inference)");

    InferenceApi.Create job = builder.entryPoint("./hibi predict").build();
    assertThat(List.of(job.cpu(), job.memory(), job.gpu())).containsExactly(1, 1, 0);
  }

  @Test
  void aNotebookHasNoMoreThanItsLife() {
    NotebookApi.Rerun rerun = NotebookApi.Rerun.builder(3600).gpu(1).build();

    assertThat(rerun.expiresIn()).isEqualTo(3600);
    assertThat(List.of(rerun.cpu(), rerun.memory(), rerun.gpu())).containsExactly(1, 1, 1);
    assertThat(rerun.containerImage()).isEmpty();
  }

  @Test
  void aVersionOfATemplateIsMadeOfPrograms() {
    TemplateApi.Image image =
        new TemplateApi.Image(Optional.empty(), "jre", "17", Optional.empty());
    TemplateApi.Source source = TemplateApi.Source.builder().repository("cracks").build();
    TemplateApi.Program train = TemplateApi.Program.of("train", image, source).cpu(4).memory(16);
    TemplateApi.Program judge = TemplateApi.Program.of("judge", image, source).gpu(1);

    TemplateApi.VersionCreate version = TemplateApi.VersionCreate.of(train).evaluation(judge);

    assertThat(version.trainingEntryPoint()).isEqualTo("train");
    assertThat(version.trainingContainerImage()).isEqualTo(image);
    assertThat(version.trainingGitModel()).isEqualTo(source);
    assertThat(List.of(version.trainingCpu(), version.trainingMemory(), version.trainingGpu()))
        .containsExactly(4, 16, 0);
    assertThat(version.preprocessEntryPoint()).isEmpty();
    assertThat(version.evaluationEntryPoint()).contains("judge");
    assertThat(version.evaluationGpu()).contains(1);
    assertThat(version.preprocess(judge).preprocessCpu()).contains(1);
  }

  @Test
  void aSearchIsKeptWithItsFields() {
    TrainingApi.Search search =
        TrainingApi.Search.all()
            .idFrom(5)
            .name(TrainingApi.Words.anyOf("wall", "bridge"))
            .tags(TrainingApi.Words.allOf("2026"))
            .startedFrom(LocalDate.of(2026, 1, 31));

    TrainingApi.NewSearch kept = TrainingApi.NewSearch.of("walls", search);

    assertThat(kept.name()).isEqualTo("walls");
    assertThat(kept.fields().idLower()).contains(5L);
    assertThat(kept.fields().idUpper()).isEmpty();
    assertThat(kept.fields().name()).contains("wall,bridge");
    assertThat(kept.fields().nameOr()).contains(true);
    assertThat(kept.fields().tagsOr()).contains(false);
    assertThat(kept.fields().startedAtLower()).contains("2026-01-31");
  }
}
