/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.kuralink.thing.call.CallMemory;
import org.kuralink.thing.life.Lives;
import org.kuralink.thing.model.ModelCache;

/**
 * What a thing keeps on disk.
 *
 * @param models the platform's thing models
 * @param calls the requests that were carried out
 * @param lives what the platform has made of the device
 */
record Lasting(ModelCache models, CallMemory calls, Lives lives) {

  /**
   * What lies in a directory.
   *
   * @param directory empty if there is no data directory: then a restart forgets
   */
  static Lasting in(Optional<Path> directory, Clock clock) {
    return new Lasting(
        new ModelCache(directory),
        new CallMemory(directory, clock),
        new Lives(directory, Lives.thisProcess()));
  }
}
