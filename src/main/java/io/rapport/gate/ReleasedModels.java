package io.rapport.gate;

import io.rapport.release.ReleaseFile;
import java.util.Map;

/**
 * Models, tables and forms of a release, as far as they can be read.
 *
 * @param files contents by path
 * @param models what they say
 */
record ReleasedModels(Map<String, ReleaseFile> files, ModelSet models) {}
