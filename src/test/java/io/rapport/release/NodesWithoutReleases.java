package io.rapport.release;

import io.rapport.database.RoundTrip;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nodes for tests of rooms that ask what their node holds, on a database where nothing was ever released. */
public final class NodesWithoutReleases {

    private NodesWithoutReleases() {}

    /** @return a node that holds what is live: nothing */
    public static NodeRelease on(DataSource connections) {
        ReleaseStore store =
                new ReleaseStore(JdbcClient.create(connections), new RoundTrip(new JdbcTemplate(connections)));
        ReleaseKinds kinds = new ReleaseKinds(new DefaultListableBeanFactory()
                .getBeanProvider(ResolvableType.forClassWithGenerics(ReleaseKind.class, Object.class)));
        return new NodeRelease(store, kinds, new StartingFiles(store, null));
    }
}
