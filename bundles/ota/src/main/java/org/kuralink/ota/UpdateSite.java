/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;

/**
 * What updates need around them.
 *
 * @param name for people
 * @param directory where the journal and the files lie
 * @param thread on which all decisions are made
 * @param process another text after each start of the process
 */
record UpdateSite(
    String name,
    Path directory,
    ScheduledExecutorService thread,
    Clock clock,
    LongSupplier nanoTime,
    Installers installers,
    Versions versions,
    Fetcher fetcher,
    String process) {

  private static final String FIRMWARE = "update/firmware";

  /** Where the file of the present update lies, in a directory of its own. */
  Path firmwareFile() {
    return directory.resolve(FIRMWARE);
  }
}
