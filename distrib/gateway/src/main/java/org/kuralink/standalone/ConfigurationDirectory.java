/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the configurations of a directory to the Configuration Admin. The OSGi Configurator
 * itself reads its JSON from bundles only and cannot follow files that an operator edits; so this
 * class reads the same format from files.
 *
 * <p>Not thread-safe: used by the start first and by the watch thread afterwards.
 */
final class ConfigurationDirectory {

  private static final Logger log = LoggerFactory.getLogger(ConfigurationDirectory.class);
  private static final long LARGEST_FILE = 1 << 20;
  private static final String OURS = "org.kuralink.";
  private static final String EXAMPLE = "gateway.json.example";

  private final Path directory;
  private final Environment environment;
  private final ConfigurationAdmin admin;
  private final AppliedFiles applied;
  private final ExposedSecrets exposed;
  private boolean saidNothing;
  private volatile Map<String, String> places = Map.of();
  private volatile List<String> problems = List.of();

  ConfigurationDirectory(
      Path directory, Environment environment, ConfigurationAdmin admin, AppliedFiles applied) {
    this.directory = directory;
    this.environment = environment;
    this.admin = admin;
    this.applied = applied;
    this.exposed = new ExposedSecrets(directory);
  }

  /** Applies the changes since the last call, in this run or an earlier one. */
  void apply() {
    exposed.check();
    Wanted wanted = read();
    report(wanted.problems);
    places = wanted.places();
    try {
      removeOthers(wanted);
      for (Configuration configuration : wanted.configurations.values()) {
        apply(configuration);
      }
      sayIfNothingIsConfigured(wanted);
    } catch (IOException | InvalidSyntaxException e) {
      wanted.problems.add(
          "cannot store the configurations in the data directory: " + e.getMessage());
      report(wanted.problems);
    }
  }

  /** Warns if nothing is configured, neither in files nor in the Web Console. */
  private void sayIfNothingIsConfigured(Wanted wanted) throws IOException, InvalidSyntaxException {
    boolean nothing =
        wanted.configurations.isEmpty()
            && wanted.problems.isEmpty()
            && admin.listConfigurations("(service.pid=" + OURS + "*)") == null;
    if (nothing && !saidNothing) {
      Path example = directory.resolve(EXAMPLE);
      log.info(
          "nothing is configured: create a file such as {}; {} is an example",
          directory.resolve("gateway.json"),
          Files.exists(example) ? example : "etc/" + EXAMPLE + " of the gateway's archive");
    }
    saidNothing = nothing;
  }

  private Wanted read() {
    Wanted wanted = new Wanted();
    for (Path path : files(wanted)) {
      String file = path.getFileName().toString();
      try {
        wanted.add(ConfigurationFile.read(file, text(path), environment));
      } catch (MalformedFileException e) {
        wanted.unreadable.add(file);
        wanted.problems.add(e.getMessage());
      }
    }
    wanted.leaveOutNameless();
    return wanted;
  }

  private List<Path> files(Wanted wanted) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(ConfigurationDirectory::isMeant).sorted().toList();
    } catch (IOException e) {
      wanted.isComplete = false;
      wanted.problems.add("cannot list the directory " + directory + ": " + e.getMessage());
      return List.of();
    }
  }

  /** Excludes hidden files, which editors and copy programs create. */
  private static boolean isMeant(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.startsWith(".");
  }

  private static String text(Path file) throws MalformedFileException {
    String name = String.valueOf(file.getFileName());
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new MalformedFileException(
            name + ": the file is larger than " + LARGEST_FILE + " bytes");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(name + ": the file is not UTF-8 text");
    } catch (IOException e) {
      throw new MalformedFileException(name + ": cannot read the file: " + e.getMessage());
    }
  }

  private void report(List<String> found) {
    List<String> lines = found.stream().map(problem -> problem + "; not applied").toList();
    lines.stream().filter(line -> !problems.contains(line)).forEach(log::error);
    problems = lines;
  }

  /** Returns the file and line of each configuration by PID. Thread-safe. */
  Map<String, String> places() {
    return places;
  }

  /** Returns the errors of the files, one line each. Thread-safe. */
  List<String> problems() {
    return problems;
  }

  private void removeOthers(Wanted wanted) throws IOException, InvalidSyntaxException {
    if (!wanted.isComplete) {
      return;
    }
    for (String key : applied.keys()) {
      if (!wanted.keeps(key, applied.file(key).orElse(""))) {
        for (var configuration : present(key)) {
          configuration.delete();
        }
        applied.remove(key);
        log.info("{} is no longer in any file and was removed", key);
      }
    }
  }

  private void apply(Configuration wanted) throws IOException, InvalidSyntaxException {
    String digest = digest(wanted.properties());
    boolean isThere = !present(wanted.key()).isEmpty();
    if (isThere && applied.has(wanted.key(), digest, wanted.file())) {
      return;
    }
    var configuration =
        wanted.isFactory()
            ? admin.getFactoryConfiguration(wanted.pid(), wanted.name(), "?")
            : admin.getConfiguration(wanted.pid(), "?");
    try {
      configuration.updateIfDifferent(dictionary(wanted.properties()));
      applied.add(wanted.key(), digest, wanted.file());
      log.info("{} {}", wanted, isThere ? "changed" : "applied");
    } catch (IllegalArgumentException e) {
      log.error("{}: {}; not applied", wanted, e.getMessage());
    }
  }

  private List<org.osgi.service.cm.Configuration> present(String key)
      throws IOException, InvalidSyntaxException {
    var found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + key + ")");
    return found == null ? List.of() : List.of(found);
  }

  @SuppressWarnings("JdkObsolete")
  private static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
    return new Hashtable<>(properties);
  }

  private static String digest(Map<String, Object> properties) {
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (name, value) ->
            text.append(name)
                .append(value.getClass().getSimpleName())
                .append(Arrays.deepToString(new Object[] {value}))
                .append('\n'));
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The combined content of all files of the directory. */
  private static final class Wanted {
    private final Map<String, Configuration> configurations = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> unreadable = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private boolean isComplete = true;

    void add(ConfigurationFile.Content content) {
      refused.addAll(content.refused());
      problems.addAll(content.problems());
      for (Configuration configuration : content.configurations()) {
        Configuration first = configurations.putIfAbsent(configuration.key(), configuration);
        if (first != null) {
          problems.add(configuration + " is already defined in " + first.file());
        }
      }
    }

    /**
     * Rejects a PID that is used both as a factory and as a singleton, which Declarative Services
     * do not support.
     */
    void leaveOutNameless() {
      for (Configuration named : List.copyOf(configurations.values())) {
        Configuration nameless = named.isFactory() ? configurations.remove(named.pid()) : null;
        if (nameless != null) {
          problems.add(nameless + " has no name after the PID, but " + named + " has one");
        }
      }
    }

    Map<String, String> places() {
      Map<String, String> places = new HashMap<>();
      configurations.forEach((key, one) -> places.put(key, one.place()));
      return Map.copyOf(places);
    }

    /**
     * Keeps the configurations of an invalid file, so that an unfinished edit does not stop the
     * gateway.
     */
    boolean keeps(String key, String file) {
      return configurations.containsKey(key) || refused.contains(key) || unreadable.contains(file);
    }
  }
}
