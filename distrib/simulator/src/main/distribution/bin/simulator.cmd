@echo off
rem Starts the simulator; needs Java 17 or later. See simulator --help.
java -cp "%~dp0..\lib\*" org.kuralink.simulator.Simulator %*
