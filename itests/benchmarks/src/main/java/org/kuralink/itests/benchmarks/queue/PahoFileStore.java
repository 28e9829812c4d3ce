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
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttPersistenceException;
import org.eclipse.paho.client.mqttv3.internal.MqttPersistentData;
import org.eclipse.paho.client.mqttv3.persist.MqttDefaultFilePersistence;

/** Paho's own persistence: a file for each message, synced one by one whatever is asked for. */
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
  public long count() throws MqttPersistenceException {
    long count = 0;
    List<?> keys = Collections.list(files.keys());
    for (Object key : keys) {
      count += files.get((String) key).getPayloadLength() >= 0 ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() throws MqttPersistenceException {
    files.close();
  }
}
