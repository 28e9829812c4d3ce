/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2's MVStore, which stores changes only at a commit; therefore each append commits. */
final class MvStore implements Store {

  private final MVStore store;
  private final MVMap<Long, byte[]> messages;
  private final Sync sync;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private long last;

  private MvStore(Path directory, Sync sync) {
    this.store =
        new MVStore.Builder()
            .fileName(directory.resolve("queue.mv").toString())
            .autoCommitDisabled()
            .open();
    // Its default of 45 s keeps 16 KB a message and lets the file grow to gigabytes.
    store.setRetentionTime(200);
    this.messages = store.openMap("messages");
    this.sync = sync;
    this.last = messages.isEmpty() ? 0 : messages.lastKey();
    if (sync == Sync.GROUP) {
      timer.scheduleWithFixedDelay(store::sync, 50, 50, TimeUnit.MILLISECONDS);
    }
  }

  static Store open(Path directory, Sync sync) {
    return new MvStore(directory, sync);
  }

  @Override
  public long append(String topic, byte[] payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] value =
        ByteBuffer.allocate(10 + name.length + payload.length)
            .putLong(System.currentTimeMillis())
            .putShort((short) name.length)
            .put(name)
            .put(payload)
            .array();
    messages.append(++last, value);
    store.commit();
    if (sync == Sync.EACH) {
      store.sync();
    }
    return last;
  }

  @Override
  public void acknowledge(long number) {
    messages.remove(number);
  }

  @Override
  public Set<Long> numbers() {
    Set<Long> numbers = new HashSet<>();
    messages
        .entrySet()
        .forEach(
            message -> {
              if (message.getValue().length > 0) {
                numbers.add(message.getKey());
              }
            });
    return numbers;
  }

  @Override
  public void close() throws InterruptedException {
    // Not shutdownNow: an interrupt would close the store's file.
    timer.shutdown();
    timer.awaitTermination(1, TimeUnit.MINUTES);
    store.close();
  }
}
