package io.rapport.imports;

import io.rapport.app.imports.ImportCommand;
import io.rapport.testing.TestDatabase;
import java.io.*;
import java.nio.file.*;
import java.sql.*;
import java.time.Instant;
import java.util.*;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class SpeedTmpTest {
    static final int N = Integer.getInteger("speed.n", 60000);

    @Test
    void speed() throws Exception {
        Path dir = Files.createTempDirectory("speed");
        Path f = dir.resolve("customers.csv");
        try (Writer w = Files.newBufferedWriter(f)) {
            w.write("id,firstName,lastName,email,locale,timeZone,registeredAt\n");
            for (int c = 1; c <= N; c++) {
                w.write("k%d,Hannah,Whitcombe,k%1$d@example.com,en-GB,Europe/London,2024-03-0%dT10:00:00Z\n"
                        .formatted(c, 1 + c % 9));
            }
        }
        for (int round = 0; round < 3; round++) {
            TestDatabase p = TestDatabase.migrated();
            long t = System.nanoTime();
            try (Connection c = DriverManager.getConnection(p.jdbcUrl());
                    Statement s = c.createStatement()) {
                s.execute(
                        "create unlogged table public.staged_customer (id text, first_name text, last_name text, email text, locale text, time_zone text, registered_at timestamptz)");
                try (InputStream in = Files.newInputStream(f)) {
                    c.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("copy public.staged_customer from stdin with (format csv, header)", in, 1 << 16);
                }
                s.execute(
                        "insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at) select * from public.staged_customer order by id on conflict (id) do nothing");
            }
            System.out.printf("psql %d: %.2f s%n", round, (System.nanoTime() - t) / 1e9);
            TestDatabase o = TestDatabase.migrated();
            t = System.nanoTime();
            int code = ImportCommand.run(
                    new String[] {"import", "--spring.datasource.url=" + o.jdbcUrl(), "--customers", f.toString()},
                    System.out);
            System.out.printf("own %d: %.2f s code %d%n", round, (System.nanoTime() - t) / 1e9, code);
            t = System.nanoTime();
            Mapping m = Mapping.read(null, ImportKind.CUSTOMERS);
            long n = 0;
            try (CsvFile file = new CsvFile(f, m)) {
                CustomerUnits units =
                        new CustomerUnits(Head.of(file.head(), ImportKind.CUSTOMERS, m), m, Map.of(), Instant.now());
                for (CsvRow row = file.next(); row != null; row = file.next()) {
                    n += units.next(row).get().rows().size();
                }
            }
            System.out.printf("read %d: %.2f s%n", round, (System.nanoTime() - t) / 1e9);
            t = System.nanoTime();
            code = ImportCommand.run(
                    new String[] {"import", "--spring.datasource.url=" + o.jdbcUrl(), "--customers", f.toString()},
                    System.out);
            System.out.printf("own again %d: %.2f s code %d%n", round, (System.nanoTime() - t) / 1e9, code);
        }
    }
}
