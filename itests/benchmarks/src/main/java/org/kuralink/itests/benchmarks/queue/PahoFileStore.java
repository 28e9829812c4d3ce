/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.paho.client.mqttv3.MqttPersistenceException;
import org.eclipse.paho.client.mqttv3.internal.MqttPersistentData;
import org.eclipse.paho.client.mqttv3.persist.MqttDefaultFilePersistence;

/** Paho's own persistence: one file per message, always synced individually. */
final class PahoFileStore implements Store {

  private final MqttDefaultFilePersistence files;
  private long last;

  private PahoFileStore(Path directory) throws MqttPersistenceException {
    this.files = new MqttDefaultFilePersistence(directory.toString());
    files.open("gateway", "tcp://platform:1883");
  }

  @SuppressWarnings("unused")
  static Store open(Path directory, Sync sync) throws MqttPersistenceException {
    return new PahoFileStore(directory);
  }

  @Override
  public long append(String topic, byte[] payload) throws MqttPersistenceException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    String key = "s-" + ++last;
    files.put(key, new MqttPersistentData(key, name, 0, name.length, payload, 0, payload.length));
    return last;
  }

  @Override
  public void acknowledge(long number) throws MqttPersistenceException {
    files.remove("s-" + number);
  }

  @Override
  public Set<Long> numbers() throws MqttPersistenceException {
    Set<Long> numbers = new HashSet<>();
    List<?> keys = Collections.list(files.keys());
    for (Object key : keys) {
      // What was put in two parts comes back in one, as the header.
      if (files.get((String) key).getHeaderLength() > 0) {
        numbers.add(Long.parseLong(((String) key).substring("s-".length())));
      }
    }
    return numbers;
  }

  @Override
  public void close() throws MqttPersistenceException {
    files.close();
  }
}
