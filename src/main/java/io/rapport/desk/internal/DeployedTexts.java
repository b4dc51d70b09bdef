package io.rapport.desk.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.language.ModelTexts;
import io.rapport.language.TextFile;
import io.rapport.language.TextFile.Owner;
import io.rapport.language.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The texts that lie over deployed models and forms. A file with texts stands in the deployment of what it lies over, so that
 * an open task keeps the texts of its version; where a deployment has none, as when a form came alone, the newest of that
 * name counts.
 */
@Component
final class DeployedTexts {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedTexts.class);

    /** So many versions are kept in memory at once. */
    private static final int MOST = 2_000;

    /** How old the knowledge may be that a newer file lies over what has none of its own. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Newest NONE = new Newest(null, null);

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    // neither a definition nor a file of a deployment ever changes
    private final Map<String, Optional<Journey>> journeys = new ConcurrentHashMap<>();
    private final Map<Place, Optional<Texts>> texts = new ConcurrentHashMap<>();
    private final Map<Place, Newest> newest = new ConcurrentHashMap<>();

    DeployedTexts(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A version of a journey, and what it says in English.
     *
     * @param key of the process
     * @param deployment that it came with
     * @param english its texts
     * @param chineseTitles what versions of before put behind a task's name
     */
    record Journey(String key, String deployment, Texts english, Map<String, String> chineseTitles) {

        /** Which language the second part of former titles is in. */
        private static final String FORMER = "zh";

        /** @return the name of an element in English, null if it has none */
        String name(String element) {
            return english.get(element, "name").orElse(null);
        }

        Optional<String> formerTitle(String element, Locale locale) {
            return locale.getLanguage().equals(FORMER)
                    ? Optional.ofNullable(chineseTitles.get(element))
                    : Optional.empty();
        }
    }

    /** @param deployment null for the newest file of that name */
    private record Place(String deployment, Owner owner, String id, Locale locale) {}

    private record Newest(Instant read, String deployment) {}

    /**
     * @param definition id of a process definition, may be null
     * @return the version; empty if there is none that can be read
     */
    Optional<Journey> journey(String definition) {
        if (definition == null) {
            return Optional.empty();
        }
        Optional<Journey> known = journeys.get(definition);
        if (known == null) {
            known = readJourney(definition);
            keep(journeys, definition, known);
        }
        return known;
    }

    /**
     * @param definition id of a process definition
     * @param locale of the reader
     * @return what lies over it in that language, none in English
     */
    Texts ofJourney(String definition, Locale locale) {
        return journey(definition)
                .map(journey -> texts(Owner.PROCESS, journey.key(), journey.deployment(), locale))
                .orElse(Texts.none());
    }

    /**
     * @param id of a form
     * @param deployment that the form came with
     * @param locale of the reader
     * @return what lies over it in that language, none in English
     */
    Texts ofForm(String id, String deployment, Locale locale) {
        return texts(Owner.FORM, id, deployment, locale);
    }

    /** @return ids of the newest versions of all journeys */
    List<String> newestDefinitions() {
        return jdbc.sql("select distinct on (key_) id_ from rapport.act_re_procdef order by key_, version_ desc")
                .query(String.class)
                .list();
    }

    private Texts texts(Owner owner, String id, String deployment, Locale locale) {
        if (locale.getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return Texts.none();
        }
        Place own = new Place(deployment, owner, id, locale);
        Optional<Texts> beside = texts.get(own);
        if (beside == null) {
            beside = read(own);
            keep(texts, own, beside);
        }
        return beside.orElseGet(() -> newest(new Place(null, owner, id, locale)));
    }

    private Texts newest(Place place) {
        Newest known = newest.getOrDefault(place, NONE);
        Instant now = clock.realInstant();
        if (known.read() == null || known.read().plus(FRESH).isBefore(now)) {
            known = new Newest(now, newestDeployment(place));
            keep(newest, place, known);
        }
        if (known.deployment() == null) {
            return Texts.none();
        }
        Place own = new Place(known.deployment(), place.owner(), place.id(), place.locale());
        Optional<Texts> read = texts.get(own);
        if (read == null) {
            read = read(own);
            keep(texts, own, read);
        }
        return read.orElse(Texts.none());
    }

    private static <K, V> void keep(Map<K, V> cache, K key, V value) {
        if (cache.size() >= MOST) {
            cache.clear();
        }
        cache.put(key, value);
    }

    private Optional<Texts> read(Place place) {
        return jdbc
                .sql(
                        """
                select name_, bytes_ from rapport.act_ge_bytearray
                where deployment_id_ = :deployment and right(name_, length(:base)) = :base
                order by name_""")
                .param("deployment", place.deployment())
                .param("base", baseName(place))
                .query((rs, n) -> Map.entry(rs.getString(1), rs.getBytes(2)))
                .list()
                .stream()
                .filter(file -> isOf(place, file.getKey()))
                .findFirst()
                .map(file -> read(file.getKey(), file.getValue()));
    }

    private String newestDeployment(Place place) {
        return jdbc
                .sql(
                        """
                select b.deployment_id_, b.name_ from rapport.act_ge_bytearray b
                join rapport.act_re_deployment d on d.id_ = b.deployment_id_
                where b.name_ in (:names) order by d.deploy_time_ desc, d.id_ desc""")
                .param("names", Set.of(baseName(place), folder(place.owner()) + baseName(place)))
                .query((rs, n) -> Map.entry(rs.getString(1), rs.getString(2)))
                .list()
                .stream()
                .filter(file -> isOf(place, file.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static String baseName(Place place) {
        return new TextFile(place.owner(), place.id(), place.locale()).baseName();
    }

    private static String folder(Owner owner) {
        return owner == Owner.FORM ? "forms/" : "processes/";
    }

    /** A file that came without its folder lies over whatever has its id. */
    private static boolean isOf(Place place, String name) {
        return TextFile.of(name)
                .filter(file -> file.id().equals(place.id())
                        && (file.owner() == place.owner() || file.owner() == Owner.UNKNOWN))
                .isPresent();
    }

    private static Texts read(String name, byte[] content) {
        try {
            return TextFile.read(content);
        } catch (TextFile.Unreadable e) {
            LOG.warn("Texts of {} are shown in English: {}", name, e.getMessage());
            return Texts.none();
        }
    }

    private Optional<Journey> readJourney(String definition) {
        return jdbc.sql(
                        """
                select p.key_, p.deployment_id_, b.bytes_
                from rapport.act_re_procdef p
                join rapport.act_ge_bytearray b on b.deployment_id_ = p.deployment_id_ and b.name_ = p.resource_name_
                where p.id_ = :definition""")
                .param("definition", definition)
                .query((rs, n) -> journey(rs.getString(1), rs.getString(2), rs.getBytes(3)))
                .optional();
    }

    private static Journey journey(String key, String deployment, byte[] model) {
        try {
            ModelTexts texts = ModelTexts.of(model);
            return new Journey(key, deployment, texts.texts(), texts.properties("title-zh"));
        } catch (IllegalArgumentException e) {
            LOG.warn("Texts of process '{}' are shown as the engine has them: {}", key, e.getMessage());
            return new Journey(key, deployment, Texts.none(), Map.of());
        }
    }

    /** @return the model with what lies over it */
    String model(String definition, String xml, Locale locale) {
        Texts over = ofJourney(definition, locale);
        return over.byElement().isEmpty()
                ? xml
                : ModelTexts.of(xml.getBytes(StandardCharsets.UTF_8)).in(over);
    }
}
