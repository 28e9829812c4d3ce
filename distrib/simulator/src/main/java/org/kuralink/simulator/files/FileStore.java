/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kuralink.simulator.disk.PrivateFiles;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that devices download. Each is stored under a generated name, so that no name from
 * outside becomes a path. Thread-safe.
 */
public final class FileStore {
  /** The largest file: 2 GiB. */
  public static final long MAX_SIZE = 2L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final String FACTS = ".json";
  private static final String PARTIAL = ".part";

  private final Map<String, StoredFile> files = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Path directory;
  private final Clock clock;

  /** A store in the directory, with what was kept there at the last stop. */
  public FileStore(Path directory, Clock clock) throws IOException {
    this.directory = PrivateFiles.directory(directory);
    this.clock = clock;
    try (Stream<Path> found = Files.list(directory)) {
      for (Path file : found.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(FACTS)) {
          load(file);
        } else if (name.endsWith(PARTIAL)) {
          Files.delete(file);
        }
      }
    }
  }

  private void load(Path facts) throws IOException {
    try {
      StoredFile file = StoredFile.fromJson(StrictJson.parseObject(Files.readAllBytes(facts)));
      if (Files.exists(content(file.id())) && Files.size(content(file.id())) == file.size()) {
        files.put(file.id(), file);
      } else {
        LOG.warn("{}: the content is incomplete, so the file is ignored", facts);
      }
    } catch (BadJsonException | RuntimeException e) {
      LOG.warn("Cannot read {}, it is ignored: {}", facts, e.toString());
    }
  }

  private Path content(String id) {
    return directory.resolve(id + ".bin");
  }

  /** Begins to take a file; the name is what its address ends with. */
  public Incoming receive(String name) throws IOException, RegistryException {
    if (!NAME.matcher(name).matches()) {
      throw new RegistryException(
          Kind.INVALID,
          "name: 1 to 100 letters, digits and . _ - are needed, not beginning with a dot");
    }
    byte[] chance = new byte[16];
    random.nextBytes(chance);
    String id = HexFormat.of().formatHex(chance);
    Path partial = directory.resolve(id + PARTIAL);
    PrivateFiles.create(partial);
    return new Incoming(this, id, name, partial);
  }

  /** Keeps these bytes as a file. */
  public StoredFile put(String name, byte[] content) throws IOException, RegistryException {
    try (Incoming incoming = receive(name)) {
      incoming.write(content);
      return incoming.finish();
    }
  }

  StoredFile add(Incoming incoming, long size, String md5, String sha256) throws IOException {
    StoredFile file =
        new StoredFile(incoming.id(), incoming.name(), size, md5, sha256, clock.millis());
    Files.move(incoming.partial(), content(file.id()), StandardCopyOption.ATOMIC_MOVE);
    Path facts = directory.resolve(file.id() + FACTS);
    PrivateFiles.create(facts);
    Files.write(
        facts,
        file.toJson().toString().getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    files.put(file.id(), file);
    return file;
  }

  /** Returns all files, newest first. */
  public List<StoredFile> all() {
    List<StoredFile> all = new ArrayList<>(files.values());
    all.sort(
        Comparator.comparingLong(StoredFile::createdAt).reversed().thenComparing(StoredFile::id));
    return all;
  }

  /** A file, if there is one. */
  public Optional<StoredFile> find(String id) {
    return Optional.ofNullable(files.get(id));
  }

  /** The file, or the refusal that there is none. */
  public StoredFile required(String id) throws RegistryException {
    return find(id)
        .orElseThrow(() -> new RegistryException(Kind.NOT_FOUND, "there is no file " + id));
  }

  /** Opens the content for reading. */
  FileChannel open(StoredFile file) throws IOException {
    return FileChannel.open(content(file.id()), StandardOpenOption.READ);
  }

  /** The whole content; for small files. */
  public byte[] read(StoredFile file) throws IOException {
    return Files.readAllBytes(content(file.id()));
  }

  /** Deletes a file; a download that has begun goes on to its end. */
  public void delete(String id) {
    if (files.remove(id) != null) {
      try {
        Files.deleteIfExists(directory.resolve(id + FACTS));
        Files.deleteIfExists(content(id));
      } catch (IOException e) {
        LOG.warn("Cannot delete {}: {}", content(id), e.toString());
      }
    }
  }
}
