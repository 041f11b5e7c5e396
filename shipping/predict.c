/* An export without Python: predict FOLDER INPUT OUTPUT NUMBER... runs it on one row of numbers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tensorflow/c/c_api.h>

static void check(TF_Status* status) {
  if (TF_GetCode(status) == TF_OK) return;
  fprintf(stderr, "%s\n", TF_Message(status));
  exit(1);
}

int main(int argc, char** argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: predict FOLDER INPUT OUTPUT NUMBER...\n");
    return 2;
  }
  const int64_t shape[] = {1, argc - 4};
  const char* const tags[] = {"serve"};
  TF_Status* status = TF_NewStatus();
  TF_Graph* graph = TF_NewGraph();
  TF_Session* session = TF_LoadSessionFromSavedModel(TF_NewSessionOptions(), NULL, argv[1], tags, 1,
                                                     graph, NULL, status);
  check(status);
  TF_Output input = {TF_GraphOperationByName(graph, argv[2]), 0};
  TF_Output output = {TF_GraphOperationByName(graph, argv[3]), 0};
  if (input.oper == NULL || output.oper == NULL) {
    fprintf(stderr, "the graph has no operation %s\n", argv[input.oper == NULL ? 2 : 3]);
    return 1;
  }
  TF_Tensor* row = TF_AllocateTensor(TF_FLOAT, shape, 2, (size_t)shape[1] * sizeof(float));
  for (int i = 0; i < shape[1]; i++) ((float*)TF_TensorData(row))[i] = strtof(argv[4 + i], NULL);
  TF_Tensor* answer = NULL;
  TF_SessionRun(session, NULL, &input, &row, 1, &output, &answer, 1, NULL, 0, NULL, status);
  check(status);
  for (int64_t i = 0; i < TF_TensorElementCount(answer); i++)
    printf("%.5f ", ((const float*)TF_TensorData(answer))[i]);
  printf("\n");
  return 0;
}
