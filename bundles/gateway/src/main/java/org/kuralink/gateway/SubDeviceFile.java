/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.login.credentials.ExternalCredentials;
import org.kuralink.store.Medium;
import org.kuralink.store.record.RecordFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored state of sub-devices, in one file that only its owner can read: issued secrets, which
 * devices are in the topology, which were added, disabled or deleted, and the log-ins of the last
 * minute. An issued secret is on disk before it is used. While another bundle offers a {@link
 * CredentialStore}, new secrets go there and not into the file. Used by one thread.
 */
final class SubDeviceFile {

  /** A minute and some seconds: log-ins may arrive closer together than they were sent. */
  static final Duration MINUTE = Duration.ofSeconds(65);

  private static final Logger LOG = LoggerFactory.getLogger(SubDeviceFile.class);
  private static final long MOST_BYTES = 64L << 20;
  private static final long ROOM = 1L << 20;
  private static final String NOTHING = "-";

  private final Optional<RecordFile> file;
  private final ExternalCredentials credentials;
  private final Map<DeviceIdentity, String> records = new LinkedHashMap<>();
  private final List<String> logins = new ArrayList<>();
  private volatile Optional<String> fault = Optional.empty();
  private long compact = ROOM;

  /**
   * Creates the file of a component.
   *
   * @param directory the data directory; if empty, a restart loses the state
   * @param credentials the credential store of another bundle, while there is one
   */
  SubDeviceFile(Medium medium, Optional<Path> directory, ExternalCredentials credentials) {
    file =
        directory.map(
            place -> new RecordFile(medium, place.resolve("sub-devices.records"), MOST_BYTES));
    this.credentials = credentials;
  }

  /**
   * The stored state of a device.
   *
   * @param platform whether the platform named it
   */
  record Kept(
      DeviceIdentity device,
      Optional<Secret> issued,
      boolean bound,
      boolean added,
      boolean platform,
      boolean disabled,
      boolean deleted,
      boolean asked) {}

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read; nothing is written then
   */
  void read() throws IOException {
    if (file.isEmpty()) {
      return;
    }
    for (String record : file.get().read()) {
      compact -= record.length();
      String[] words = record.split(" ");
      if (words[0].equals("D") && words.length == 5) {
        records.put(new DeviceIdentity(words[1], words[2]), record);
      } else if (words[0].equals("R") && words.length == 3) {
        records.remove(new DeviceIdentity(words[1], words[2]));
      } else if (words[0].equals("L") && words.length > 2) {
        logins.add(record);
      } else {
        LOG.warn("sub-devices.records: a record of an unknown version is ignored");
      }
    }
  }

  /** Returns the stored states of all devices. */
  Collection<Kept> kept() {
    return records.values().stream().map(SubDeviceFile::kept).toList();
  }

  Optional<Kept> kept(DeviceIdentity device) {
    return Optional.ofNullable(records.get(device)).map(SubDeviceFile::kept);
  }

  private static Kept kept(String record) {
    String[] words = record.split(" ");
    String flags = words[3];
    Optional<Secret> secret =
        words[4].equals(NOTHING)
            ? Optional.empty()
            : Optional.of(
                Secret.of(
                    new String(Base64.getDecoder().decode(words[4]), StandardCharsets.UTF_8)));
    return new Kept(
        new DeviceIdentity(words[1], words[2]),
        secret,
        flags.contains("b"),
        flags.contains("a"),
        flags.contains("p"),
        flags.contains("d"),
        flags.contains("x"),
        flags.contains("q"));
  }

  /** Returns the times of log-ins before this start that still count for the limit. */
  Map<DeviceIdentity, List<Instant>> recentLogins(Instant now) {
    Map<DeviceIdentity, List<Instant>> recent = new LinkedHashMap<>();
    for (String record : logins) {
      String[] words = record.split(" ");
      if (isRecent(record, now)) {
        // A time in the future was written before the clock was set back.
        Instant at = Instant.ofEpochMilli(Long.parseLong(words[1]));
        Instant then = at.isAfter(now) ? now : at;
        for (int i = 2; i < words.length; i++) {
          int slash = words[i].indexOf('/');
          DeviceIdentity device =
              new DeviceIdentity(words[i].substring(0, slash), words[i].substring(slash + 1));
          recent.computeIfAbsent(device, fresh -> new ArrayList<>()).add(then);
        }
      }
    }
    logins.clear();
    return recent;
  }

  private static boolean isRecent(String login, Instant now) {
    return Instant.ofEpochMilli(Long.parseLong(login.split(" ", 3)[1])).plus(MINUTE).isAfter(now);
  }

  /** Records log-ins; they survive the end of this process. */
  void loginsLeave(List<KnownDevice> devices, Instant now) throws IOException {
    tidy(now);
    StringBuilder record = new StringBuilder("L ").append(now.toEpochMilli());
    devices.forEach(device -> record.append(' ').append(device.identity));
    append(record.toString(), false);
  }

  /** Stores the state of some devices; with an issued secret it survives a power cut. */
  void keep(Collection<KnownDevice> devices) throws IOException {
    List<String> changed = new ArrayList<>();
    boolean secrets = false;
    for (KnownDevice device : devices) {
      lend(device);
      String record = record(device);
      if (!record.equals(records.get(device.identity))) {
        changed.add(record);
        secrets |= device.unsaved;
      }
    }
    for (int i = 0; i < changed.size(); i++) {
      append(changed.get(i), secrets && i == changed.size() - 1);
    }
    for (KnownDevice device : devices) {
      device.unsaved = false;
      records.put(device.identity, record(device));
    }
  }

  private void lend(KnownDevice device) throws IOException {
    Secret issued = device.issued;
    if (issued != null && device.unsaved) {
      Optional<CredentialStore> store = credentials.present();
      device.lent = store.isPresent();
      if (store.isPresent()) {
        store.get().keep(device.identity, issued);
        device.unsaved = false;
      }
    }
  }

  private String record(KnownDevice device) {
    StringBuilder flags = new StringBuilder();
    flag(flags, 'b', device.bound);
    flag(flags, 'a', device.kept);
    flag(flags, 'p', device.sources.contains(SubDeviceSource.PLATFORM));
    flag(flags, 'd', device.disabled);
    flag(flags, 'x', device.state == org.kuralink.api.gateway.SubDeviceState.DELETED);
    flag(flags, 'q', device.asked);
    Secret secret = device.lent ? null : device.issued;
    return "D "
        + device.identity.productKey()
        + ' '
        + device.identity.deviceName()
        + ' '
        + (flags.length() == 0 ? NOTHING : flags)
        + ' '
        + (secret == null
            ? NOTHING
            : Base64.getEncoder().encodeToString(secret.reveal().getBytes(StandardCharsets.UTF_8)));
  }

  private static void flag(StringBuilder flags, char flag, boolean set) {
    if (set) {
      flags.append(flag);
    }
  }

  /** Deletes a device and its secret. */
  void forget(DeviceIdentity device) throws IOException {
    String before = records.remove(device);
    if (before == null) {
      return;
    }
    append("R " + device.productKey() + ' ' + device.deviceName(), false);
    if (!before.endsWith(NOTHING)) {
      compact = 0;
    }
  }

  /**
   * Looks for the secret of a device in the credential store of another bundle.
   *
   * @throws IOException if the store cannot be read now
   */
  void find(KnownDevice device) throws IOException {
    Optional<CredentialStore> store = credentials.present();
    if (store.isPresent()) {
      device.issued = store.get().find(device.identity).orElse(null);
      device.lent = device.issued != null;
    }
  }

  /** Rewrites the file without outdated records if it is large, or a secret was deleted. */
  void tidy(Instant now) {
    if (compact > 0 || file.isEmpty()) {
      return;
    }
    compact = ROOM;
    try {
      List<String> lasting = new ArrayList<>(records.values());
      for (String record : file.get().read()) {
        if (record.startsWith("L ") && isRecent(record, now)) {
          lasting.add(record);
        }
      }
      file.get().replace(lasting);
    } catch (IOException e) {
      complain(e);
    }
  }

  private void append(String record, boolean force) throws IOException {
    if (file.isPresent()) {
      compact -= record.length();
      file.get().append(record, force);
    }
  }

  /** Records a failure of the disk and logs it once; null ends it. */
  void complain(@Nullable IOException failure) {
    if (failure == null) {
      fault = Optional.empty();
    } else if (fault.isEmpty()) {
      String words = "the state of sub-devices cannot be stored: " + failure.getMessage();
      fault = Optional.of(words);
      LOG.error(words);
    }
  }

  /** Returns the current failure of the disk. Any thread may call. */
  Optional<String> fault() {
    return fault;
  }

  void close() {
    if (file.isPresent()) {
      try {
        file.get().close();
      } catch (IOException e) {
        LOG.debug("sub-devices.records could not be closed: {}", e.getMessage());
      }
    }
  }
}
