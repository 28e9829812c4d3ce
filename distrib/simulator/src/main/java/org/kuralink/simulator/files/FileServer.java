/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The file store, its addresses, and the handler that serves them. */
public final class FileServer {
  /** The only paths that are served here. */
  public static final String PREFIX = "/files/";

  private final FileStore store;
  private final FileLinks links;
  private final Downloads downloads;

  /** Files in the directory. */
  public FileServer(Path directory, Clock clock, FileLinks.Origin origin) throws IOException {
    this.store = new FileStore(directory, clock);
    this.links = new FileLinks(directory, clock, origin);
    this.downloads = new Downloads(clock);
  }

  /** Returns the file store. */
  public FileStore store() {
    return store;
  }

  /** Returns the addresses and faults of files. */
  public FileLinks links() {
    return links;
  }

  /** Returns the recorded requests. */
  public Downloads downloads() {
    return downloads;
  }

  /** Deletes a file and forgets all that is known of it. */
  public void delete(String fileId) {
    store.delete(fileId);
    links.faults(fileId, FileFaults.NONE);
    downloads.forget(fileId);
  }

  /** Serves the files on one connection. */
  public ChannelHandler newHandler(FileLinks.Scheme scheme) {
    return new DownloadHandler(this, scheme);
  }
}
