package io.rapport.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

/** An authority of the test's own, and what it vouches for. Made by the JDK's keytool. */
final class Certificates {

    /** Password of all stores. */
    static final String PASSWORD = "only-for-tests";

    /** The name of the bundle that trusts the authority. */
    static final String BUNDLE = "company";

    private static final String AUTHORITY = "authority";

    private final Path store;

    /** Opening a store takes some tens of milliseconds by design: once a key, and once for the authority. */
    private final Map<String, SSLContext> servers = new HashMap<>();

    private SslBundles bundles;

    /** @param folder for the key stores */
    Certificates(Path folder) {
        store = folder.resolve("keys.p12");
        keytool(AUTHORITY, "-ext", "bc:c");
    }

    /** Makes a key for a server. @param name such as {@code ip:127.0.0.1} or {@code dns:mail.example} */
    void vouchFor(String alias, String name) {
        keytool(alias, "-signer", AUTHORITY, "-signerkeypass", PASSWORD, "-ext", "san=" + name);
    }

    /** Makes a key that nobody vouches for. */
    void stranger(String alias, String name) {
        keytool(alias, "-ext", "san=" + name);
    }

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + alias,
                "-validity",
                "3650",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store that holds this one key. */
    Path storeOf(String alias) {
        try {
            KeyStore all = all();
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            char[] password = PASSWORD.toCharArray();
            one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
            Path file = store.resolveSibling(alias + ".p12");
            try (var out = Files.newOutputStream(file)) {
                one.store(out, password);
            }
            return file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server with this key speaks TLS by. */
    SSLContext server(String alias) {
        return servers.computeIfAbsent(alias, this::read);
    }

    private SSLContext read(String alias) {
        try (InputStream in = Files.newInputStream(storeOf(alias))) {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(one, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bundle {@link #BUNDLE}, which trusts the authority and nobody else. */
    SslBundles bundles() {
        if (bundles == null) {
            bundles = trustingTheAuthority();
        }
        return bundles;
    }

    private SslBundles trustingTheAuthority() {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry(AUTHORITY, all().getCertificate(AUTHORITY));
            return new DefaultSslBundleRegistry(BUNDLE, SslBundle.of(SslStoreBundle.of(null, null, trust)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore all() throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }
}
