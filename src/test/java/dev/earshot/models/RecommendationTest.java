package dev.earshot.models;

import dev.earshot.config.Config;
import dev.earshot.models.ModelMessages.Model;
import dev.earshot.models.ModelMessages.Recommended;
import dev.earshot.models.ModelMessages.RecommendedUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which models are recommended, and how long they are said to take. The models are those of the shipped catalog. */
class RecommendationTest {

    @TempDir
    Path data;

    private List<Model> models(double memory, Set<String> installed) {
        Residency residency = new Residency(ResidencyLimits.of(Config.defaults().models()));
        return new ModelFolder(data).all().stream().map(found -> new ModelFolder.KnownModel(found.name(), found.file(), installed.contains(found.name()),
                found.bytes(), found.entry(), found.facts(), found.footprint()))
                .map(found -> ModelViews.model(found, residency, "base", memory, Map.of())).toList();
    }

    private List<String> names(double memoryGb, int cores, ModelSpeed speed, String... installed) {
        return Recommendation.of(models(memoryGb * 1e9, Set.of(installed)), cores, speed::hourMinutes).stream()
                .map(each -> each.use().name().toLowerCase(Locale.ROOT) + " " + each.model()
                        + (each.hourMinutes() == null ? "" : " " + each.hourMinutes()) + (each.installed() ? " here" : ""))
                        .toList();
    }

    private static ModelSpeed measured(String model, int hourMinutes) {
        return new ModelSpeed(Map.of(model, new ModelSpeed.SpeedSample(60, hourMinutes * 1000.0)));
    }

    private static final ModelSpeed NOTHING = new ModelSpeed(Map.of());

    @ParameterizedTest
    @CsvSource({"tiny,tiny", "base.en-q5_1,base", "small-q8_0,small", "medium.en,medium", "large-v1,large", "large-v3-q5_0,large", "large-v3-turbo-q5_0,turbo",
            "micro.en,own", "mine,own", "large,large", "large-of-mine,own", "base-of-mine,own"})
    void modelsAreGroupedByTheirNames(String model, String family) {
        assertEquals(family, ModelFamily.of(model).map(ModelFamily::text).orElse(ModelFamily.OWN));
    }

    @Test
    void everyModelOfTheCatalogHasAFamily() {
        assertEquals(List.of("micro.en"), models(1e12, Set.of()).stream().filter(model -> model.family().equals(ModelFamily.OWN)).map(Model::name).toList());
    }

    @Test
    void beforeAnythingIsMeasuredMemoryAndCoresDecide() {
        assertEquals(List.of("fast base", "balanced large-v3-turbo-q5_0", "best large-v3"), names(32, 16, NOTHING));
        assertEquals(List.of("fast base", "balanced small-q5_1", "best large-v3-turbo"), names(8, 2, NOTHING));
        assertEquals(List.of("fast base", "balanced small-q5_1"), names(1, 2, NOTHING));
        assertEquals(List.of("fast tiny"), names(0.46, 1, NOTHING));
        assertEquals(List.of(), names(0.1, 1, NOTHING));
    }

    @Test
    void whatIsHereAlreadyIsAsGoodAsItsLike() {
        assertEquals(List.of("fast base-q5_1 here", "balanced small here", "best large-v3-turbo here"),
                names(8, 4, NOTHING, "base-q5_1", "small", "large-v3-turbo"));
        assertEquals("fast base", names(8, 4, NOTHING, "base.en").get(0), "which knows English only");
    }

    @Test
    void whatIsHereIsNoSubstituteWhereItIsOfAnotherKindOrMuchLarger() {
        assertEquals("balanced small-q5_1", names(8, 2, NOTHING, "base.en", "small.en").get(1), "it knows only English");
        assertEquals("balanced small-q5_1", names(8, 2, NOTHING, "small").get(1), "whole, it is more than twice as large");
        assertEquals("fast base here", names(8, 2, NOTHING, "base", "base-q5_1").get(0), "the one that is meant comes first");
    }

    @Test
    void whatWasMeasuredDecidesAndIsTold() {
        // A machine on which base takes 6 minutes for an hour: large would take hours, turbo just under two.
        assertEquals(List.of("fast base 6", "balanced small 23", "best large-v3-turbo 117"), names(32, 64, measured("base", 6)));
        assertEquals(List.of("fast tiny 14", "balanced base 30", "best small-q5_1 113"), names(32, 64, measured("base", 30)), "smaller ones, where it is slow");
        assertEquals(List.of("fast base 1", "balanced large-v3-turbo-q5_0 19", "best large-v3 25"), names(32, 2, measured("base", 1)));
    }

    @Test
    void aModelThatWasMeasuredItselfIsNotReckonedFromAnother() {
        ModelSpeed speed = new ModelSpeed(Map.of("base", new ModelSpeed.SpeedSample(100, 10_000), "small", new ModelSpeed.SpeedSample(100, 20_000)));
        assertEquals(Optional.of(12), speed.hourMinutes("small"));
        assertEquals(Optional.of(39), speed.hourMinutes("medium"), "from small, which is nearer than base");
        assertEquals(Optional.of(6), speed.hourMinutes("base.en-q5_1"));
    }

    @Test
    void whatSaysNothingOfOthersIsNotUsed() {
        assertEquals(Optional.empty(), measured("micro.en", 1).hourMinutes("base"), "a size that nobody publishes");
        assertEquals(Optional.of(1), measured("micro.en", 1).hourMinutes("micro.en"));
        assertEquals(Optional.empty(), measured("tiny", 1).hourMinutes("large-v3"), "54 times its work");
        assertEquals(Optional.of(27), measured("tiny", 1).hourMinutes("medium"));
        assertEquals(Optional.empty(), measured("base", 1).hourMinutes("mine"));
        ModelSpeed little = new ModelSpeed(Map.of());
        assertTrue(!little.window("base", 3, 900), "a short command takes longer than it lasts");
        assertTrue(little.window("base", 15, 1500));
        assertEquals(Optional.empty(), little.hourMinutes("base"), "15 s are too little");
        assertTrue(little.window("base", 15, 1500));
        assertEquals(Optional.of(6), little.hourMinutes("base"));
    }

    @Test
    void whatIsNewCountsMoreThanWhatIsOld() {
        ModelSpeed speed = new ModelSpeed(Map.of());
        for (int i = 0; i < 1000; i++) {
            speed.window("base", 30, 30_000);
        }
        assertEquals(Optional.of(60), speed.hourMinutes("base"));
        for (int i = 0; i < 100; i++) {
            speed.window("base", 30, 3_000);
        }
        assertEquals(Optional.of(6), speed.hourMinutes("base"), "the machine has other things to do no more");
    }

    @Test
    void itIsKeptThroughRestartsAndWhateverIsInTheFile() throws IOException {
        ModelSpeedFile file = new ModelSpeedFile(data);
        assertEquals(Map.of(), file.read());
        Map<String, ModelSpeed.SpeedSample> measured = measured("base", 6).measured();
        file.write(measured);
        assertEquals(measured, new ModelSpeedFile(data).read());
        for (String damage : List.of("", "null", "[]", "{", "{\"base\":null}", "{\"base\":{\"seconds\":0,\"milliseconds\":1}}",
                "{\"base\":{\"seconds\":1e999,\"milliseconds\":-1}}")) {
            Files.writeString(data.resolve("speed.json"), damage);
            assertEquals(Map.of(), file.read(), damage);
        }
    }

    @Test
    void recommendationsSayWhatTheContractHas() {
        Recommended fast = Recommendation.of(models(8e9, Set.of("base")), 2, measured("base", 6)::hourMinutes).get(0);
        assertEquals(new Recommended(RecommendedUse.FAST, "base", 6, true), fast);
    }
}
