package io.rapport.value;

import java.sql.Array;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where fifths of all customers end. */
@Component
final class QuintileTable {

    /** A fiftieth of all. */
    private static final int BROUGHT_IN = 50;

    private static final String REFRESH =
            """
            insert into rapport.value_quintile (measure, borders)
            select m.measure, m.borders
            from (select percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by last_day - date '1970-01-01') as recency,
                         percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by order_days) as frequency,
                         percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by spend_minor) as monetary,
                         percentile_disc(array[0.2, 0.4, 0.6, 0.8]) within group (order by lifetime_minor) as lifetime
                  from rapport.customer_value having count(*) >= :fewest) q
            cross join lateral (values ('recency', q.recency::double precision[]), ('frequency', q.frequency),
                                       ('monetary', q.monetary), ('lifetime', q.lifetime)) m (measure, borders)
            on conflict (measure) do update set borders = excluded.borders""";

    private final JdbcClient jdbc;

    QuintileTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return as they were last found; {@link Quintiles#NONE} before that */
    Quintiles read() {
        Map<String, double[]> borders = new HashMap<>();
        jdbc.sql("select measure, borders from rapport.value_quintile").query(row -> {
            borders.put(row.getString("measure"), doubles(row.getArray("borders")));
        });
        return borders.isEmpty()
                ? Quintiles.NONE
                : new Quintiles(
                        borders.get("recency"),
                        borders.get("frequency"),
                        borders.get("monetary"),
                        borders.get("lifetime"));
    }

    private static double[] doubles(Array array) throws SQLException {
        Double[] values = (Double[]) array.getArray();
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /** Keeps what was found elsewhere. */
    void write(Quintiles fifths) {
        jdbc.sql(
                        """
                insert into rapport.value_quintile (measure, borders)
                values ('recency', :recency::double precision[]), ('frequency', :frequency), ('monetary', :monetary),
                       ('lifetime', :lifetime)
                on conflict (measure) do update set borders = excluded.borders""")
                .param("recency", fifths.recency())
                .param("frequency", fifths.frequency())
                .param("monetary", fifths.monetary())
                .param("lifetime", fifths.lifetime())
                .update();
    }

    /** Finds them anew, if there are enough customers. */
    void refresh() {
        jdbc.sql(REFRESH).param("fewest", Quintiles.FEWEST).update();
    }

    /** @param customers how many more have purchases that they did not have when the borders were found */
    void noteBroughtIn(int customers) {
        jdbc.sql("update rapport.value_run set brought_in = brought_in + :customers")
                .param("customers", customers)
                .update();
    }

    /** @return whether so many were brought in since the borders were found that these may lie elsewhere */
    boolean isOutdated() {
        return jdbc.sql(
                        """
                select brought_in > 0
                    and brought_in * :part >= (select count(*) from rapport.customer_value) from rapport.value_run""")
                .param("part", BROUGHT_IN)
                .query(Boolean.class)
                .single();
    }

    void noteFound() {
        jdbc.sql("update rapport.value_run set brought_in = 0").update();
    }
}
