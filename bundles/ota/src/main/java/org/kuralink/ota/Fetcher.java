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
import java.util.function.LongConsumer;
import org.kuralink.ota.download.DownloadException;
import org.kuralink.ota.wire.Order;

/** Fetches the file of an order and makes sure that it is the right one. */
@FunctionalInterface
interface Fetcher {

  /** Blocks until the file is whole; a file that is there in part is completed. */
  void fetch(Order order, Path file, LongConsumer bytes)
      throws DownloadException, InterruptedException;
}
