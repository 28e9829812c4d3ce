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
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Reserves the port of the Web Console from its selection until the HTTP bundle starts to listen,
 * so that no other program can take it in between. Thread-safe.
 */
final class WebPort implements SynchronousBundleListener, AutoCloseable {

  /** The bundle that listens on the port. */
  static final String SERVER = "org.apache.felix.http.jetty";

  private final ServerSocket held;
  private final int number;

  private WebPort(ServerSocket held) {
    this.held = held;
    this.number = held.getLocalPort();
  }

  /** Reserves the default port, or any free port if the default port is in use. */
  static WebPort takeUsual() throws IOException, StartException {
    try {
      return take(GatewayOptions.DEFAULT_WEB_PORT);
    } catch (StartException taken) {
      return take(0);
    }
  }

  /** Reserves this port; 0 stands for any free port. */
  static WebPort take(int wanted) throws IOException, StartException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(WebAccess.HOST), wanted), 1);
      return new WebPort(socket);
    } catch (BindException e) {
      socket.close();
      throw new StartException(
          "port "
              + wanted
              + " on "
              + WebAccess.HOST
              + " is in use; choose another one with --web PORT");
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  int number() {
    return number;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STARTING
        && SERVER.equals(event.getBundle().getSymbolicName())) {
      close();
    }
  }

  /** Releases the port. */
  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
