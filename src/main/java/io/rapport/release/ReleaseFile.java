package io.rapport.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file of a release: where it stands and what it says. It never changes. */
public final class ReleaseFile {

    private final String path;
    private final byte[] content;
    private final String hash;
    private final boolean retired;

    private ReleaseFile(String path, byte[] content, String hash, boolean retired) {
        this.path = path;
        this.content = content;
        this.hash = hash;
        this.retired = retired;
    }

    /**
     * @param path such as {@code processes/onboarding.bpmn}, with slashes
     * @param content its bytes
     * @return the file
     */
    public static ReleaseFile of(String path, byte[] content) {
        byte[] own = content.clone();
        return new ReleaseFile(path, own, hash(own), false);
    }

    /**
     * @param path such as {@code processes/staff.yaml}
     * @param content its text
     * @return the file, in UTF-8
     */
    public static ReleaseFile of(String path, String content) {
        return of(path, content.getBytes(StandardCharsets.UTF_8));
    }

    static ReleaseFile stored(String path, byte[] content, String hash, boolean retired) {
        return new ReleaseFile(path, content, hash, retired);
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @return where it stands, such as {@code messages/welcome/en.mjml} */
    public String path() {
        return path;
    }

    /** @return the last part of its path */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** @return its bytes, a copy */
    public byte[] bytes() {
        return content.clone();
    }

    /** @return its text, as UTF-8 */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** @return SHA-256 of its bytes, in hexadecimal digits */
    public String hash() {
        return hash;
    }

    /** @return whether it has left, and stays for what is under way alone: nothing new may use it */
    public boolean retired() {
        return retired;
    }

    ReleaseFile at(String otherPath) {
        return new ReleaseFile(otherPath, content, hash, retired);
    }

    /** @return the same, as it stays for what is under way */
    public ReleaseFile asRetired() {
        return new ReleaseFile(path, content, hash, true);
    }

    /** @return the same, to be used by all */
    ReleaseFile asCurrent() {
        return new ReleaseFile(path, content, hash, false);
    }

    boolean isSameAs(ReleaseFile other) {
        return other != null && path.equals(other.path) && hash.equals(other.hash) && retired == other.retired;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReleaseFile file && isSameAs(file);
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 31 + hash.hashCode();
    }

    @Override
    public String toString() {
        return path + (retired ? " (retired)" : "");
    }
}
