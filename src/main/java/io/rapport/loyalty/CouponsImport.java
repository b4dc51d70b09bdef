package io.rapport.loyalty;

import io.rapport.customer.CustomerImport.NotTaken;
import io.rapport.customer.CustomerImport.Outcome;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes in files of codes that the shop made, each code once. */
public final class CouponsImport {

    private static final String CODES =
            """
            insert into rapport.coupon_pool_code (code, pool, expires_at)
            select n.code, n.pool, n.expires::timestamptz
            from unnest(?::text[], ?::text[], ?::text[]) with ordinality n (code, pool, expires, place)
            where not exists (select from rapport.coupon c where c.code = n.code)
            order by n.code, n.place
            on conflict (code) do nothing""";

    private static final String ELSEWHERE =
            """
            select n.n from unnest(?::bigint[], ?::text[], ?::text[]) n (n, code, pool)
            where exists (select from rapport.coupon_pool_code f where f.code = n.code and f.pool <> n.pool)
               or exists (select from rapport.coupon c where c.code = n.code and c.pool is distinct from n.pool)""";

    private static final String POOLS =
            "select name, shop is not null as made_here from rapport.coupon_pool where name = any(?)";

    private final Connection connection;

    /** @param connection of the database */
    public CouponsImport(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes codes in. Those that the pool has already, free or issued, are left as they are.
     *
     * @param rows any
     * @return what came of them; a pool that is not there, or that the shop does not fill, takes none, and no pool another
     *     one's code
     * @throws SQLException if the database fails
     */
    public Outcome take(List<ImportedCoupon> rows) throws SQLException {
        Map<String, Boolean> madeHere = pools(rows);
        Map<Long, NotTaken> refused = new HashMap<>();
        List<ImportedCoupon> fitting = new ArrayList<>();
        for (ImportedCoupon row : rows) {
            Boolean made = madeHere.get(row.pool());
            if (made == null) {
                refused.put(row.n(), NotTaken.UNKNOWN_POOL);
            } else if (made) {
                refused.put(row.n(), NotTaken.MADE_HERE);
            } else {
                fitting.add(row);
            }
        }
        int added = add(fitting);
        // afterwards: of two rows of this file that name one code, the first has it
        elsewhere(fitting).forEach(n -> refused.put(n, NotTaken.OTHER_POOL));
        return new Outcome(added, 0, 0, refused);
    }

    private List<Long> elsewhere(List<ImportedCoupon> rows) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ELSEWHERE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", rows.stream().map(ImportedCoupon::n).toArray()));
            statement.setArray(2, codes(rows));
            statement.setArray(3, texts(rows.stream().map(ImportedCoupon::pool).toList()));
            try (ResultSet others = statement.executeQuery()) {
                while (others.next()) {
                    found.add(others.getLong("n"));
                }
            }
        }
        return found;
    }

    private Array codes(List<ImportedCoupon> rows) throws SQLException {
        return texts(rows.stream().map(row -> CouponCodes.normal(row.code())).toList());
    }

    /** @return those of the pools that there are, and whether their codes are made here */
    private Map<String, Boolean> pools(List<ImportedCoupon> rows) throws SQLException {
        Map<String, Boolean> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(POOLS)) {
            statement.setArray(
                    1, texts(rows.stream().map(ImportedCoupon::pool).distinct().toList()));
            try (ResultSet names = statement.executeQuery()) {
                while (names.next()) {
                    found.put(names.getString("name"), names.getBoolean("made_here"));
                }
            }
        }
        return found;
    }

    private int add(List<ImportedCoupon> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CODES)) {
            statement.setArray(1, codes(rows));
            statement.setArray(2, texts(rows.stream().map(ImportedCoupon::pool).toList()));
            statement.setArray(
                    3,
                    texts(rows.stream().map(row -> row.expiresAt().toString()).toList()));
            return statement.executeUpdate();
        }
    }

    private Array texts(List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
